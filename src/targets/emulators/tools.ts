import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { tried } from './steps.js'

/** A version's leading numbers: `v24.1.0` is `[24, 1, 0]`. */
export const numbers = (version: string): number[] => (version.match(/\d+/g) ?? []).slice(0, 3).map(Number)

/** Is `version` at least `least`, number by number? */
export const atLeast = (version: string, least: string): boolean => {
  const have = numbers(version)
  for (const [place, wanted] of numbers(least).entries()) {
    const found = have[place] ?? 0
    if (found !== wanted) return found > wanted
  }
  return true
}

const pyenvPythons = async (): Promise<string[]> => {
  const root = process.env.PYENV_ROOT ?? join(homedir(), '.pyenv')
  const versions = await readdir(join(root, 'versions')).catch(() => [])
  return versions
    .sort()
    .reverse()
    .map((version) => join(root, 'versions', version, 'bin', 'python3'))
}

/**
 * The command of a Python of version `least` or later: `TOUCHSTONE_PYTHON`, one on the path, or one of pyenv's.
 *
 * @throws Error that says what to install when there is none.
 */
export const findPython = async (least: string): Promise<string> => {
  const chosen = process.env.TOUCHSTONE_PYTHON
  const onPath = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10']
  for (const candidate of [...(chosen === undefined ? [] : [chosen]), ...onPath, ...(await pyenvPythons())]) {
    const version = await tried(candidate, '-c', 'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3])')
    if (version !== undefined && atLeast(version, least)) return candidate
  }
  throw new Error(`no Python ${least} or later with its venv module was found: install one, or name it in TOUCHSTONE_PYTHON`)
}

/**
 * The command of a Java runtime of version `least` or later: `JAVA_HOME`'s, or the one on the path.
 *
 * @throws Error that says what to install when there is none.
 */
export const findJava = async (least: string): Promise<string> => {
  const home = process.env.JAVA_HOME
  for (const candidate of [...(home === undefined ? [] : [join(home, 'bin', 'java')]), 'java']) {
    const version = /version "([^"]+)"/.exec((await tried(candidate, '-version')) ?? '')?.[1]
    if (version !== undefined && atLeast(version, least)) return candidate
  }
  throw new Error(`no Java ${least} or later was found: install one, or name it in JAVA_HOME`)
}

/**
 * Looks for a tool of version `least` or later on the path.
 *
 * @throws Error that says what to install when there is none
 */
export const findTool = async (command: string, least: string, ask: string, title: string): Promise<void> => {
  const said = await tried(command, ask)
  if (said === undefined) throw new Error(`there is no ${command} on the path: install ${title} ${least} or later`)
  const version = /\d+(?:\.\d+)+/.exec(said)?.[0]
  if (version === undefined || !atLeast(version, least))
    throw new Error(`${title} ${least} or later is needed, and ${command} is ${version ?? said}`)
}
