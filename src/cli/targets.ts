import { rm } from 'node:fs/promises'
import { cacheFolder } from '../targets/emulators/cache.js'
import { chosen, findInstalled, install, remove } from '../targets/emulators/install.js'
import { obstacleOf } from '../targets/emulators/source.js'
import { emulators, type Emulator } from '../targets/emulators/table.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { Signals } from './signals.js'
import { sourceOf, withTarget, clausesOf } from './target.js'
import type { TargetOptions } from './target-options.js'
import type { Terminal } from './terminal.js'

/** What is known of one target that has a name. */
interface Listed {
  readonly name: string
  readonly title: string
  readonly version: string
  readonly services: readonly string[]
  /** Where its package is, where it has one. */
  readonly package?: string
  readonly image?: string
  readonly installed?: string
  /** Why it cannot be started here, for each of its forms. */
  readonly obstacles: { readonly package?: string; readonly image?: string }
  readonly notTried?: string
}

const listed = async (emulator: Emulator): Promise<Listed> => {
  const { name, title, version, services, package: source, image, notTried } = emulator
  const [found, ofPackage, ofImage] = await Promise.all([findInstalled(name), obstacleOf(name, 'package'), obstacleOf(name, 'image')])
  return {
    name,
    title,
    version,
    services,
    ...(source === undefined ? {} : { package: `${source.registry}: ${source.name}` }),
    ...(image === undefined ? {} : { image: `${image.name}:${image.tag ?? version}` }),
    ...(found === undefined ? {} : { installed: found.folder }),
    obstacles: {
      ...(source === undefined || ofPackage === undefined ? {} : { package: ofPackage }),
      ...(image === undefined || ofImage === undefined ? {} : { image: ofImage }),
    },
    ...(notTried === undefined ? {} : { notTried }),
  }
}

/** `touchstone targets`: what can be judged by name, and what of it can start here. */
export const listTargets = async (terminal: Terminal, { json }: { readonly json?: true }): Promise<Exit> => {
  const all = await Promise.all(emulators.map(listed))
  if (json) {
    terminal.print(JSON.stringify({ cache: cacheFolder(), targets: all }, undefined, 2))
    return EXIT.conforms
  }
  const { colours } = terminal
  const line = (mark: string, name: string, version: string, services: readonly string[], how: string): string =>
    `${mark} ${colours.bold(name.padEnd(17))}${version.padEnd(11)}${services.join(', ').padEnd(19)}${how}`
  terminal.print(line(colours.green('●'), 'reference', '', ['all'], 'in this process; time is virtual'))
  terminal.print(line(colours.green('●'), 'reference-served', '', ['all'], 'in a process of its own, over HTTP, in real time'))
  // What stands in the way of all images alike is told once, below.
  const images = new Set(all.filter(({ image }) => image !== undefined).map(({ obstacles }) => obstacles.image))
  const ofAll = images.size === 1 ? [...images][0] : undefined
  for (const target of all) {
    const mark = canStart(target) ? colours.green('●') : colours.dim('○')
    terminal.print(line(mark, target.name, target.version, target.services, howTo(target)))
    if (target.notTried !== undefined) terminal.print(colours.dim(`    not tried: ${target.notTried}`))
    for (const [form, why] of Object.entries(target.obstacles))
      if (form !== 'image' || why !== ofAll) terminal.print(colours.dim(`    ${form}: ${why}`))
  }
  if (ofAll !== undefined) terminal.print(`\n${colours.dim('○')} images cannot be started here: ${ofAll}`)
  terminal.print(
    `${ofAll === undefined ? '\n' : ''}${colours.green('●')} can be started here: touchstone run --target NAME[@VERSION]. What is installed is in ${cacheFolder()}; \`touchstone targets remove NAME\` removes it.`,
  )
  terminal.print('Anything else: --endpoint URL, --command LINE, --image IMAGE --port N.')
  return EXIT.conforms
}

const canStart = ({ package: source, image, installed, obstacles }: Listed): boolean =>
  installed !== undefined ||
  (source !== undefined && obstacles.package === undefined) ||
  (image !== undefined && obstacles.image === undefined)

const howTo = ({ installed, package: source, image }: Listed): string => {
  if (installed !== undefined) return 'installed'
  return [source, image === undefined ? undefined : `image ${image}`].filter((text) => text !== undefined).join(' · ') || 'nothing to start'
}

/** `touchstone targets install`: what `run --target` does by itself, before it is needed. */
export const installTargets = async (terminal: Terminal, names: readonly string[]): Promise<Exit> => {
  names.forEach(known)
  let failed = 0
  for (const name of names) {
    try {
      const { emulator, version, folder } = await install(name, (line) => terminal.note(line))
      terminal.print(`${emulator.title} ${version} is in ${folder}`)
    } catch (error) {
      failed++
      terminal.note(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return failed === 0 ? EXIT.conforms : EXIT.couldNotRun
}

/** `touchstone targets remove`: takes what was installed off the disk again. */
export const removeTargets = async (terminal: Terminal, names: readonly string[], { all }: { readonly all?: true }): Promise<Exit> => {
  if (all === true) {
    await rm(cacheFolder(), { recursive: true, force: true })
    terminal.print(`removed ${cacheFolder()}`)
    return EXIT.conforms
  }
  if (names.length === 0) throw new UsageError('Give the names of what is to be removed, or --all.')
  names.forEach(known)
  for (const name of names) {
    const folders = await remove(name)
    for (const folder of folders) terminal.print(`removed ${folder}`)
    if (folders.length === 0) terminal.note(`${name} is not installed.`)
  }
  return EXIT.conforms
}

const known = (name: string): void => {
  try {
    chosen(name)
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}.`)
  }
}

/** `touchstone targets start`: a target that goes on until it is told to end, for whatever else is to be done with it. */
export const startTarget = async (terminal: Terminal, options: TargetOptions): Promise<Exit> => {
  const source = await sourceOf(options)
  let stop = (): void => {}
  const stopped = new Promise<void>((resolve) => (stop = resolve))
  const signals = new Signals(stop, () => {})
  try {
    const context = { region: options.region, signal: signals.signal, terminal }
    return await withTarget(source, clausesOf(source) ?? [], context, async ({ title, reach, ended }) => {
      if (reach === undefined) throw new UsageError(`${title} has no port: start it by \`touchstone serve\`.`)
      terminal.print(`${title} answers at ${reach.endpoint} until it is told to end (Ctrl-C).`)
      const end = await Promise.race([stopped, ended ?? new Promise<never>(() => {})])
      if (typeof end === 'string') terminal.note(`${title} has ended: ${end}`)
      return end === undefined ? EXIT.conforms : EXIT.couldNotRun
    })
  } finally {
    signals.end()
  }
}
