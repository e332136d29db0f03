import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAdversity } from '../../../reference/core/adversity.js'
import { freedoms, listen, services } from '../../../reference/index.js'
import { type Surprise, Surprises } from '../../../reference/core/surprises.js'
import { pointedTo } from '../record/environment.js'
import { openProxy } from '../record/proxy.js'
import { endpointUpstream } from '../record/upstream.js'
import { runCommand } from '../run-command.js'
import { testsIn } from './test-names.js'

/** How an application's tests are run. */
export interface Running {
  readonly command: readonly [string, ...string[]]
  readonly cwd?: string | undefined
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** Told of everything that went by; says what of a contract was kept, and what was not. */
  readonly judge?: ((trace: string) => Promise<Judged>) | undefined
}

/** Names, as those of tests. */
export interface Judged {
  readonly kept: readonly string[]
  readonly broken: readonly string[]
}

/** What the reference is to be like in one run. */
export interface Conditions {
  readonly seed: number
  /** As `--adversity` has it. */
  readonly adversity: string
  /** How much likelier than that. */
  readonly times?: number
  /** Only these surprises, by their ids. */
  readonly script?: ReadonlySet<string> | undefined
}

export interface RunOnce {
  readonly conditions: Conditions
  /** The tests that failed; `THE_COMMAND` where it failed without naming any. */
  readonly failed: ReadonlySet<string>
  readonly passed: ReadonlySet<string>
  readonly dealt: readonly Surprise[]
  /** Whether anything was asked of the reference at all. */
  readonly isAsked: boolean
  readonly output: string
  readonly ms: number
}

export const THE_COMMAND = '(the command)'
/** However likely something is made, half of the time it does not happen. */
const MOST = 0.5

/** Runs the tests once, on a reference of their own that forgets everything afterwards. Rejects where the command cannot be started. */
export const runOnce = async ({ command, cwd, timeoutMs, signal, judge }: Running, conditions: Conditions): Promise<RunOnce> => {
  const { seed, adversity, times = 1, script } = conditions
  const surprises = new Surprises(seed, script)
  const server = await listen({ seed, adversity: times === 1 ? adversity : louder(adversity, times), surprises })
  const watched = judge === undefined ? undefined : await watch(server.url)
  const ids = services.map(({ id }) => id)
  try {
    const env = { ...pointedTo(watched?.url ?? server.url, ids), TOUCHSTONE_SEED: String(seed) }
    const { code, ended, output, ms } = await runCommand(command, { env, cwd, output: 'kept', timeoutMs, signal })
    const { passed, failed } = testsIn(output)
    const names = code === 0 ? new Set<string>() : failed.size > 0 ? failed : new Set([THE_COMMAND])
    const { kept, broken } = watched === undefined || judge === undefined ? { kept: [], broken: [] } : await judge(await watched.trace())
    const why = ended === undefined ? '' : `\n${ended}`
    return {
      conditions,
      failed: new Set([...names, ...broken]),
      passed: new Set([...passed, ...kept]),
      dealt: surprises.dealt,
      isAsked: server.worlds.size > 0,
      output: output + why,
      ms,
    }
  } finally {
    await watched?.close()
    await server.close()
  }
}

/** A proxy in front of the reference, which writes down what goes by. */
const watch = async (url: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-harden-'))
  const proxy = await openProxy({ to: endpointUpstream(url), services, trace: join(folder, 'trace.ndjson') })
  return {
    url: proxy.url,
    trace: () => proxy.close().then(() => proxy.recorder.path),
    close: async () => {
      await proxy.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The same freedoms, each so many times as likely. */
const louder = (adversity: string, times: number): string => {
  const chances = [...readAdversity(adversity, freedoms).chances]
  return [adversity, ...chances.map(([id, chance]) => `${id}=${Math.max(chance, Math.min(MOST, chance * times))}`)].join(',')
}
