import { createReadStream } from 'node:fs'
import { dirname } from 'node:path'
import { freedoms } from '../../reference/index.js'
import { readAdversity } from '../../reference/core/adversity.js'
import type { Surprise } from '../../reference/core/surprises.js'
import { type Broken, harden, type Hardened, type Progress } from '../contract/harden/harden.js'
import { runOnce, type Running } from '../contract/harden/run-once.js'
import { hold } from '../contract/verify/hold.js'
import { readRegistry } from '../oracle/check/registry.js'
import { readTraces } from '../oracle/trace/read-trace.js'
import { findLine } from '../ledger/read-ledger.js'
import { wrap } from '../report/table.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { contractIn } from './read-contract.js'
import { Signals } from './signals.js'
import type { Terminal } from './terminal.js'

export interface HardenOptions {
  readonly adversity?: string
  readonly seed: number
  readonly seeds: number
  readonly jobs: number
  readonly timeout?: number
  readonly shrinks: number
  readonly all?: true
  readonly only?: readonly string[]
  readonly contract?: string
  readonly json?: true
}

/** What befalls messages and requests; not what befalls who sets resources up, which no test suite waits for. */
export const USUAL = ['hostile', ...freedoms.filter(({ isSettling }) => isSettling).map(({ id }) => `-${id}`)].join(',')

/** `touchstone harden`: runs an application's own tests on a reference that takes every liberty AWS documents. */
export const runHarden = async (terminal: Terminal, command: readonly string[], options: HardenOptions): Promise<Exit> => {
  const [file, ...args] = command
  if (file === undefined) throw new UsageError('Say how your tests are run: touchstone harden -- npm test')
  const adversity = options.adversity ?? USUAL
  try {
    readAdversity(adversity, freedoms)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const signals = new Signals(
    () => terminal.note('\nStopping.'),
    () => {},
  )
  const judge = options.contract === undefined ? undefined : await judgeBy(options.contract)
  const timeoutMs = options.timeout === undefined ? undefined : options.timeout * 1000
  try {
    if (options.only !== undefined) return await replay(terminal, [file, ...args], options, adversity, options.only, signals.signal, judge)
    const found = await harden({
      command: [file, ...args],
      adversity,
      firstSeed: options.seed,
      seeds: options.seeds,
      atOnce: options.jobs,
      shrinks: options.shrinks,
      keepsGoing: options.all ?? false,
      timeoutMs,
      signal: signals.signal,
      judge,
      onProgress: (progress) => terminal.note(terminal.colours.dim(progressText(progress, options.seeds))),
    })
    if (options.json) terminal.print(JSON.stringify(jsonOf(found, command)))
    else terminal.print(page(found, command, options, terminal))
    if (signals.exit !== undefined) return signals.exit
    if (found.unusable !== undefined) return EXIT.couldNotRun
    return found.broken.length > 0 ? EXIT.diverges : EXIT.conforms
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UsageError(`There is no command ${file}.`)
    throw error
  } finally {
    signals.end()
  }
}

/** Runs the tests once, with these surprises and no others, and shows what they print. */
const replay = async (
  terminal: Terminal,
  command: readonly [string, ...string[]],
  { seed, timeout = 600 }: HardenOptions,
  adversity: string,
  only: readonly string[],
  signal: AbortSignal,
  judge: Running['judge'],
): Promise<Exit> => {
  const found = await runOnce({ command, timeoutMs: timeout * 1000, signal, judge }, { seed, adversity, script: new Set(only) })
  terminal.print(found.output.trimEnd())
  terminal.note(
    `${found.dealt.length} of ${only.length} surprises were dealt${found.dealt.length > 0 ? `: ${found.dealt.map(({ id }) => id).join('; ')}` : ''}.`,
  )
  return found.failed.size > 0 ? EXIT.diverges : EXIT.conforms
}

/** What a contract has of what goes between services, each promise as if it were a test. */
const judgeBy = async (file: string): Promise<NonNullable<Running['judge']>> => {
  const contract = contractIn(file)
  const registry = await readRegistry()
  const names = [
    ...contract.flows.flatMap(({ through, promises }) => Object.keys(promises).map((promise) => `${through} ${promise}`)),
    ...contract.sequences.map(({ by }) => `sequence by ${by}`),
  ].map((name) => `contract: ${name}`)
  return async (trace) => {
    const { exchanges } = await readTraces([{ file: trace, bytes: createReadStream(trace) }], {
      descriptions: registry.descriptions,
      order: 'received',
    })
    const { breaches } = await hold(contract, exchanges, dirname(file))
    const broken = new Set(
      breaches.map(({ promise, through }) => `contract: ${promise === 'sequence' ? `sequence by ${through}` : `${through} ${promise}`}`),
    )
    return { kept: names.filter((name) => !broken.has(name)), broken: [...broken] }
  }
}

const progressText = (progress: Progress, seeds: number): string => {
  if (progress.kind === 'calm') return 'Three runs without adversity, to know which tests fail anyway …'
  if (progress.kind === 'seed') return `Seed ${progress.seed} (${progress.nth + 1} of ${seeds}) …`
  return `✗ ${progress.test}: seeking the fewest of ${progress.surprises} surprises that break it …`
}

const textOf = ({ freedom, about, nth }: Surprise): string => {
  const { does = 'does what it may' } = freedoms.find(({ id }) => id === freedom) ?? {}
  return `AWS ${does} (${about}, occasion ${nth})`
}

const page = (found: Hardened, command: readonly string[], options: HardenOptions, terminal: Terminal): string => {
  const { colours } = terminal
  const lines: string[] = []
  for (const test of found.alwaysFail) lines.push(colours.yellow(`· ${test}: fails without any adversity; left out`))
  for (const test of found.atRandom) lines.push(colours.yellow(`· ${test}: fails now and then without any adversity; left out`))
  if (found.unusable !== undefined)
    return [
      ...lines,
      ...(found.output ? [found.output.trimEnd().split('\n').slice(-20).join('\n'), ''] : []),
      colours.red(`Nothing can be told: ${found.unusable}.`),
    ].join('\n')
  for (const broken of found.broken) lines.push(...brokenText(broken, command, options, terminal))
  for (const { test, seed } of found.unsteady)
    lines.push(
      colours.yellow(`· ${test}: failed with seed ${seed}, and not with the same surprises again: chance, or a matter of milliseconds`),
    )
  const surprises = [...found.dealt.values()].reduce((sum, count) => sum + count, 0)
  const spent = `${found.runs} ${found.runs === 1 ? 'run' : 'runs'} under adversity, ${surprises} legal surprises of ${found.dealt.size} kinds, ${Math.round(found.ms / 1000)} s`
  lines.push(
    '',
    found.broken.length > 0
      ? colours.red(
          `✗ ${found.broken.length === 1 ? 'A test fails' : `${found.broken.length} tests fail`} by what AWS documents it may do. ${spent}.`,
        )
      : colours.green(`✓ Nothing broke. ${spent}.`),
  )
  return lines.join('\n').trimStart()
}

const brokenText = (broken: Broken, command: readonly string[], options: HardenOptions, { colours, width }: Terminal): string[] => {
  const lines = ['', `${colours.red('✗')} ${colours.bold(broken.test)} fails when`]
  for (const surprise of broken.surprises) lines.push(`    ${wrap(textOf(surprise), width, '    ')}: ${colours.bold(surprise.freedom)}`)
  lines.push(
    colours.dim(
      `    ${broken.surprises.length} of ${broken.among} surprises of seed ${broken.seed}; failed in ${broken.again.failed} of ${broken.again.runs} runs with just these`,
    ),
    '',
  )
  for (const id of new Set(broken.surprises.map(({ freedom }) => freedom))) {
    const line = findLine(id)
    if (line === undefined) continue
    lines.push(
      `    ${colours.dim('assumed in vain')}  ${wrap(`that this does not happen. AWS documents: ${line.statement}`, width, ' '.repeat(21))}`,
    )
    lines.push(colours.dim(`                     ${line.source}`))
  }
  const ids = broken.surprises.map(({ id }) => `--surprise '${id}'`).join(' ')
  const other = options.adversity === undefined ? '' : ` --adversity '${options.adversity}'`
  lines.push(`    ${colours.dim('once more')}        touchstone harden --seed ${broken.seed}${other} ${ids} -- ${command.join(' ')}`)
  return lines
}

const jsonOf = (found: Hardened, command: readonly string[]): object => ({
  schema: 'touchstone.harden',
  version: 1,
  command,
  ...found,
  dealt: Object.fromEntries(found.dealt),
})
