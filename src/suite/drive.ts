import { existsSync } from 'node:fs'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import type { Result } from './result.js'
import type { RunOptions } from './run-options.js'
import type { Settings } from './settings.js'
import { breakOff } from './stop.js'

/** The SDK reminds of Node's versions once in every thread. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

/** What a run does when it is told to end is for its caller to say: vitest would end the process at once, and leave what was made. */
const SIGNALS: readonly (string | symbol)[] = ['SIGINT', 'SIGTERM']

/** Takes off whatever handles these signals from now on; the result ends that. */
export const refuseHandlers = (): (() => void) => {
  const refuse = (event: string | symbol, listener: (...args: unknown[]) => void): void => {
    if (SIGNALS.includes(event)) process.nextTick(() => process.removeListener(event, listener))
  }
  process.on('newListener', refuse)
  return () => process.removeListener('newListener', refuse)
}

const TELL_AGAIN_MS = 200

/** What came of the clauses, and what went wrong with the suite itself. */
export interface Driven {
  readonly results: readonly Result[]
  readonly faults: readonly string[]
}

/**
 * Runs the specs below a folder in vitest: in one worker, everything at the same time, with nothing of the user's own configuration or tests.
 *
 * @param tree holds `specs/` and `src/`, as sources or compiled; ends in a slash
 */
export const driveVitest = async (
  tree: string,
  settings: Settings,
  { onStart, onResult, onCalls, signal }: Pick<RunOptions, 'onStart' | 'onResult' | 'onCalls' | 'signal'>,
): Promise<Driven> => {
  // Imported here, since it takes a while and only a run needs it.
  const { createVitest } = await import('vitest/node')
  const collector = new Collector(onStart, onResult, onCalls)
  const exitCode = process.exitCode
  Object.assign(process.env, QUIET)
  const entry = ['src/suite/everything.js', 'src/suite/everything.ts'].find((file) => existsSync(tree + file))
  if (entry === undefined) throw new Error(`the specs are not where they should be: there is no ${tree}src/suite/everything.js`)
  const allowHandlers = refuseHandlers()
  const vitest = await createVitest(
    'test',
    {
      config: false,
      root: tree,
      dir: tree,
      include: [entry],
      exclude: [],
      watch: false,
      cache: false,
      passWithNoTests: true,
      pool: 'threads',
      fileParallelism: false,
      isolate: false,
      maxConcurrency: 100_000,
      testTimeout: 0,
      teardownTimeout: 10_000,
      reporters: [collector],
      includeTaskLocation: false,
      provide: { touchstone: settings },
      env: QUIET,
    },
    { logLevel: 'silent', clearScreen: false },
  )
  // A worker that is still loading does not listen yet: it is told until it has ended.
  let telling: NodeJS.Timeout | undefined
  const onAbort = (): void => {
    breakOff(settings.run)
    telling = setInterval(() => breakOff(settings.run), TELL_AGAIN_MS)
  }
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    await vitest.start()
  } finally {
    await vitest.close()
    allowHandlers()
    signal?.removeEventListener('abort', onAbort)
    clearInterval(telling)
  }
  // Failing tests are what a run looks for; whether they make a failing process is for the caller to say.
  process.exitCode = exitCode
  return { results: collector.results, faults: collector.faults }
}

/** Reads verdicts off the tests as they end, and prints nothing. */
class Collector implements Reporter {
  readonly results: Result[] = []
  readonly faults: string[] = []

  constructor(
    private readonly onStart: RunOptions['onStart'],
    private readonly onResult: RunOptions['onResult'],
    private readonly onCalls: RunOptions['onCalls'],
  ) {}

  onTestModuleCollected(module: TestModule): void {
    const ids = [...module.children.allTests()].map(({ name }) => name)
    if (ids.length > 0) this.onStart?.(ids)
  }

  onTestCaseResult(test: TestCase): void {
    const { touchstone: result, calls } = test.meta()
    if (calls !== undefined) this.onCalls?.(calls)
    if (result) {
      this.results.push(result)
      this.onResult?.(result)
    } else if (test.result().state === 'failed') {
      const error = test.result().errors?.[0]
      // A fault of the suite is worth a report, and where it happened is what a report needs.
      const where = /\n\s*(at [^\n]+)/.exec(error?.stack ?? '')?.[1]
      this.faults.push(`${test.name}: ${error?.message ?? 'no verdict'}${where === undefined ? '' : ` (${where})`}`)
    }
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly { readonly message?: string }[]): void {
    for (const module of modules) this.faults.push(...module.errors().map(({ message }) => message))
    this.faults.push(...errors.map(({ message }) => message ?? 'an error without a message'))
  }
}
