import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command, Option } from 'commander'
import { closest } from '../../reference/core/closest.js'
import { UsageError } from './exit.js'

/** The files that are looked for in the working directory, where none is named. */
const NAMES = ['touchstone.config.ts', 'touchstone.config.mjs', 'touchstone.config.js', 'touchstone.config.json'] as const

const MANY = ['--only', '--endpoint', '--env']

/**
 * What `touchstone.config.{json,ts}` may say: the long options of `touchstone run` in camel case (`accessKey` for `--access-key`).
 * What the command line gives goes before it.
 */
export type Config = Readonly<Record<string, string | number | boolean | readonly string[]>>

const foundIn = (folder: string): string | undefined => {
  const found = NAMES.filter((name) => existsSync(resolve(folder, name)))
  if (found.length > 1) throw new UsageError(`There are ${found.join(' and ')}: keep one, or name it by --config.`)
  return found[0]
}

/** @throws UsageError where it cannot be read, or is not an object of options */
const readConfig = async (file: string): Promise<Readonly<Record<string, unknown>>> => {
  let value: unknown
  try {
    value = await loaded(file)
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`${file} is not an object of options${file.endsWith('.json') ? '' : ': export one as default'}.`)
  }
  return value as Readonly<Record<string, unknown>>
}

const loaded = async (file: string): Promise<unknown> => {
  const path = resolve(file)
  if (path.endsWith('.json')) return JSON.parse(readFileSync(path, 'utf8')) as unknown
  if (!path.endsWith('.ts')) return ((await import(pathToFileURL(path).href)) as { readonly default?: unknown }).default
  const { createJiti } = await import('jiti')
  return ((await createJiti(import.meta.url, { interopDefault: false }).import(path)) as { readonly default?: unknown }).default
}

/**
 * The options of a command, with what the configuration says where the command line says nothing.
 *
 * @param file named by `--config`; else looked for in the working directory
 * @throws UsageError where the configuration has a key or a value that the command does not take
 */
export const withConfig = async <T extends object>(
  command: Command,
  options: T,
  file: string | undefined,
  folder = process.cwd(),
): Promise<T> => {
  const path = file ?? foundIn(folder)
  if (path === undefined) return options
  const config = await readConfig(resolve(folder, path))
  const known = new Map(command.options.filter((option) => option.long !== '--config').map((option) => [option.attributeName(), option]))
  const given = new Map<string, unknown>()
  for (const [key, value] of Object.entries(config)) {
    const option = known.get(key)
    if (option === undefined) throw new UsageError(`${path}: there is no option "${key}".${suggestion(key, [...known.keys()])}`)
    const source = command.getOptionValueSource(key)
    if (source === undefined || source === 'default') given.set(key, parsed(path, key, value, option))
  }
  return { ...options, ...Object.fromEntries(given) }
}

const suggestion = (key: string, names: readonly string[]): string => {
  const [near] = closest(key, names)
  return near === undefined ? ` There are: ${[...names].sort().join(', ')}.` : ` Did you mean "${near}"?`
}

/** A value, through the reader that the command line's goes through. */
const parsed = (path: string, key: string, value: unknown, option: Option): unknown => {
  const refuse = (what: string): never => {
    throw new UsageError(`${path}: "${key}" ${what}`)
  }
  if (option.isBoolean()) return value === true ? true : value === false ? undefined : refuse('is true or false.')
  const isMany = takesMany(option)
  const values: readonly unknown[] = Array.isArray(value) && isMany ? value : [value]
  return values.reduce((before: unknown, one) => {
    if (typeof one !== 'string' && typeof one !== 'number') return refuse(`is a text or a number${isMany ? ', or a list of such' : ''}.`)
    const text = String(one)
    if (option.argChoices && !option.argChoices.includes(text)) return refuse(`is one of ${option.argChoices.join(', ')}, not ${text}.`)
    try {
      return option.parseArg === undefined ? text : (option.parseArg(text, before as never) as unknown)
    } catch (error) {
      // By its code: the program is built into one file, with a commander of its own.
      if (error instanceof Error && 'code' in error && error.code === 'commander.invalidArgument')
        return refuse(`cannot be ${text}: ${error.message}`)
      throw error
    }
  }, undefined)
}

/** Whether an option may be given more than once. */
const takesMany = ({ long }: Option): boolean => long !== undefined && MANY.includes(long)
