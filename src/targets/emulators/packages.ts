import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runStep, tried, type Step } from './steps.js'
import { atLeast, findJava, findPython, findTool } from './tools.js'

/** How one emulator comes from its registry. */
export interface Package {
  readonly registry: 'Maven Central' | 'PyPI' | 'npm' | 'Go modules' | 'the system'
  readonly name: string
  /** Why it cannot be installed here, and what would help. */
  obstacle(): Promise<string | undefined>
  /** Puts `version` into the empty `folder`. `say` is told each command before it runs. */
  install(version: string, folder: string, say: (step: Step) => void): Promise<void>
  /** The version that really stands in `folder`, read from what the registry delivered. */
  installed(folder: string): Promise<string | undefined>
}

type Say = (step: Step) => void

/** What a look for tools failed with. */
const failureOf = async (look: () => Promise<unknown>): Promise<string | undefined> => {
  try {
    await look()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const run = async (say: Say, step: Step): Promise<void> => {
  say(step)
  await runStep(step)
}

const listed = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

const pom = (group: string, artifact: string, version: string): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>touchstone</groupId>
  <artifactId>emulator</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`

/** A Java program with everything it depends on, as jars in `lib/`. */
export const maven = (group: string, artifact: string): Package => ({
  registry: 'Maven Central',
  name: `${group}:${artifact}`,
  obstacle: () => failureOf(() => Promise.all([findJava('11'), findTool('mvn', '3', '--version', 'Maven')])),
  async install(version, folder, say) {
    await findJava('11')
    await writeFile(join(folder, 'pom.xml'), pom(group, artifact, version))
    const args = ['--batch-mode', '--quiet', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime']
    await run(say, { command: 'mvn', args, cwd: folder })
  },
  async installed(folder) {
    const jar = (await listed(join(folder, 'lib'))).find((file) => file.startsWith(`${artifact}-`) && file.endsWith('.jar'))
    return jar?.slice(artifact.length + 1, -'.jar'.length)
  },
})

/**
 * A Python program in a virtual environment of its own, in `venv/`.
 *
 * @param also further requirements, for dependencies whose newer versions the package does not fit
 */
export const pypi = (name: string, python: string, extra?: string, also: readonly string[] = []): Package => ({
  registry: 'PyPI',
  name,
  obstacle: () => failureOf(() => findPython(python)),
  async install(version, folder, say) {
    const requirement = `${name}${extra === undefined ? '' : `[${extra}]`}==${version}`
    await run(say, { command: await findPython(python), args: ['-m', 'venv', 'venv'], cwd: folder })
    const pip = join(folder, 'venv', 'bin', 'pip')
    await run(say, { command: pip, args: ['install', '--quiet', '--disable-pip-version-check', requirement, ...also], cwd: folder })
  },
  async installed(folder) {
    const prefix = `${name.replaceAll('-', '_')}-`
    const pythons = await listed(join(folder, 'venv', 'lib'))
    for (const version of pythons) {
      const found = (await listed(join(folder, 'venv', 'lib', version, 'site-packages'))).find(
        (entry) => entry.startsWith(prefix) && entry.endsWith('.dist-info'),
      )
      if (found !== undefined) return found.slice(prefix.length, -'.dist-info'.length)
    }
    return undefined
  },
})

/** A Node program in `node_modules/`; where the running Node is older than `node` asks, a newer one from the registry beside it. */
export const npm = (name: string, node: string): Package => ({
  registry: 'npm',
  name,
  obstacle: () => failureOf(() => findTool('npm', '8', '--version', 'npm')),
  async install(version, folder, say) {
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
    const runtime = atLeast(process.version, node) ? [] : ['node@24']
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`, ...runtime]
    await run(say, { command: 'npm', args, cwd: folder })
  },
  async installed(folder) {
    const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8').catch(() => undefined)
    if (text === undefined) return undefined
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : undefined
  },
})

/** The Node that runs what `npm` installed: the one installed beside it, or the one that runs us. */
export const nodeIn = async (folder: string): Promise<string> => {
  const beside = await listed(join(folder, 'node_modules', 'node', 'bin'))
  return beside.includes('node') ? join(folder, 'node_modules', 'node', 'bin', 'node') : process.execPath
}

/**
 * A Go program in `bin/`.
 *
 * @param program the folder of its `main` package in the module
 */
export const golang = (module: string, program: string, go: string): Package => ({
  registry: 'Go modules',
  name: module,
  obstacle: () => failureOf(() => findTool('go', go, 'version', 'Go')),
  async install(version, folder, say) {
    const env = { GOBIN: join(folder, 'bin'), GOFLAGS: '-modcacherw', GOTOOLCHAIN: 'local' }
    await run(say, { command: 'go', args: ['install', `${module}/${program}@v${version}`], cwd: folder, env })
    await writeFile(join(folder, 'version'), version)
  },
  installed: (folder) => readFile(join(folder, 'version'), 'utf8').catch(() => undefined),
})

/** A program that its maker's package puts on the machine, and nobody else. */
export const onPath = (command: string, from: string, ask: readonly string[]): Package => ({
  registry: 'the system',
  name: command,
  obstacle: async () => ((await tried(command, ...ask)) === undefined ? `there is no ${command} here: install it from ${from}` : undefined),
  install: async (_version, folder) =>
    writeFile(join(folder, 'version'), /\d+(?:\.\d+)+/.exec((await tried(command, ...ask)) ?? '')?.[0] ?? 'unknown'),
  installed: (folder) => readFile(join(folder, 'version'), 'utf8').catch(() => undefined),
})
