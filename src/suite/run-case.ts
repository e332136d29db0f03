import type { ClauseId } from '../../reference/core/reading.js'
import type { RecordedCall } from './calls.js'
import { openCase } from './case.js'
import type { CaseSetting, RunningCase } from './case.js'
import type { Clause } from './clause.js'
import type { Combination } from './draw.js'
import { BrokenOff } from '../targets/target.js'
import { Undecided, Unsupported } from './verdicts.js'

/** What a case did and what came of it; a divergence can be read off it without anything else. */
export interface Evidence {
  readonly error: Error
  /** What else was found to be wrong, before that. */
  readonly also: readonly Error[]
  readonly combination: Combination
  readonly drawn: Readonly<Record<string, unknown>>
  readonly calls: readonly RecordedCall[]
  /** When the case began, on the clock of its calls. */
  readonly began: number
}

/** What one case came to. */
export type Outcome =
  | { readonly kind: 'held'; readonly freedoms: ReadonlySet<ClauseId> }
  | { readonly kind: 'diverged'; readonly evidence: Evidence; readonly freedoms: ReadonlySet<ClauseId> }
  | { readonly kind: 'undecided' | 'unsupported'; readonly reason: string }

/** Milliseconds of our time after which a case that neither ends nor waits is given up. */
const CASE_WITHIN_MS = 15 * 60_000

/** Runs one case in a place of its own and puts that in order again. Never throws. */
export const runCase = async (
  clause: Clause,
  setting: CaseSetting,
  combination: Combination,
  drawn: Readonly<Record<string, unknown>>,
): Promise<Outcome> => {
  let running: RunningCase
  try {
    running = await openCase(setting)
  } catch (error) {
    if (error instanceof BrokenOff) return { kind: 'undecided', reason: error.message }
    throw error
  }
  let timer: NodeJS.Timeout | undefined
  try {
    const stuck = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Undecided(`the case did not come to an end within ${CASE_WITHIN_MS / 60_000} minutes`)),
        CASE_WITHIN_MS,
      )
    })
    await Promise.race([clause.check(running.case, { ...drawn, ...combination }), stuck])
    const [first] = running.told
    if (first) throw first
    return { kind: 'held', freedoms: running.freedoms }
  } catch (thrown) {
    if (thrown instanceof Undecided || thrown instanceof BrokenOff) return { kind: 'undecided', reason: thrown.message }
    if (thrown instanceof Unsupported) return { kind: 'unsupported', reason: thrown.message }
    const { doubt } = running.log
    if (doubt !== undefined) return { kind: 'undecided', reason: doubt }
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    // What was under way when the check gave up goes on being recorded; the evidence is what there was.
    const calls = running.log.recorded.map((call) => ({ ...call }))
    const also = running.told.filter((one) => one !== error)
    return { kind: 'diverged', evidence: { error, also, combination, drawn, calls, began: running.log.began }, freedoms: running.freedoms }
  } finally {
    clearTimeout(timer)
    await running.close().catch(() => {})
  }
}
