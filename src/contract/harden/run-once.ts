import { readAdversity } from '../../../reference/core/adversity.js'
import { freedoms, listen, services } from '../../../reference/index.js'
import { type Surprise, Surprises } from '../../../reference/core/surprises.js'
import { pointedTo } from '../record/environment.js'
import { runCommand } from '../run-command.js'
import { testsIn } from './test-names.js'

/** How an application's tests are run. */
export interface Running {
  readonly command: readonly [string, ...string[]]
  readonly cwd?: string | undefined
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
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
export const runOnce = async ({ command, cwd, timeoutMs, signal }: Running, conditions: Conditions): Promise<RunOnce> => {
  const { seed, adversity, times = 1, script } = conditions
  const surprises = new Surprises(seed, script)
  const server = await listen({ seed, adversity: times === 1 ? adversity : louder(adversity, times), surprises })
  try {
    const env = {
      ...pointedTo(
        server.url,
        services.map(({ id }) => id),
      ),
      TOUCHSTONE_SEED: String(seed),
    }
    const { code, ended, output, ms } = await runCommand(command, { env, cwd, output: 'kept', timeoutMs, signal })
    const { passed, failed } = testsIn(output)
    const names = code === 0 ? new Set<string>() : failed.size > 0 ? failed : new Set([THE_COMMAND])
    const why = ended === undefined ? '' : `\n${ended}`
    return { conditions, failed: names, passed, dealt: surprises.dealt, isAsked: server.worlds.size > 0, output: output + why, ms }
  } finally {
    await server.close()
  }
}

/** The same freedoms, each so many times as likely. */
const louder = (adversity: string, times: number): string => {
  const chances = [...readAdversity(adversity, freedoms).chances]
  return [adversity, ...chances.map(([id, chance]) => `${id}=${Math.max(chance, Math.min(MOST, chance * times))}`)].join(',')
}
