import { after, all, type Fact, type Instant, MAYBE, not, Timer, whichever } from '../core/facts.js'
import type { ClauseId } from '../core/reading.js'
import type { Rules } from './choices.js'
import { PROPAGATION, RETENTION_PROPAGATION } from './limits.js'
import type { Queue, Settings } from './state.js'

type Name = keyof Settings
type Duration = 'DelaySeconds' | 'MessageRetentionPeriod' | 'ReceiveMessageWaitTimeSeconds' | 'VisibilityTimeout'

/**
 * The freedom to go on with the earlier value for a while. A change of DeduplicationScope is reported at once and
 * takes effect when it has spread, as the change of every attribute may.
 *
 * @clause sqs.fifo.dedup.scope-change-to-group-not-effective-soon
 * @clause sqs.fifo.dedup.scope-change-to-queue-not-effective-soon
 * @clause sqs.retention.change-15-min
 * @clause sqs.ec.attributes-60s
 */
const spreading = (name: Name, before: unknown): { readonly freedom: ClauseId; readonly ms: number } => {
  if (name === 'MessageRetentionPeriod') return { freedom: 'sqs.retention.change-15-min', ms: RETENTION_PROPAGATION }
  if (name !== 'DeduplicationScope') return { freedom: 'sqs.ec.attributes-60s', ms: PROPAGATION }
  const direction = before === 'queue' ? 'to-group' : 'to-queue'
  return { freedom: `sqs.fifo.dedup.scope-change-${direction}-not-effective-soon`, ms: PROPAGATION }
}

/** Remembers what a change replaces, as far as that can still matter. @param set the settings that the request names */
export function change(queue: Queue, next: Settings, set: ReadonlySet<string>, x: Rules): void {
  settle(queue, set, x.now.at)
  const before: Partial<Record<Name, unknown>> = {}
  for (const name of Object.keys(next) as Name[]) {
    const was = queue.settings[name]
    if (was !== next[name] && JSON.stringify(was) !== JSON.stringify(next[name]) && x.choices.hidden(spreading(name, was).freedom).possible)
      before[name] = was
  }
  if (Object.keys(before).length > 0) queue.changes.push({ before: before as Partial<Settings>, made: x.now.at })
  Object.assign(queue.settings, next)
}

/** Where nobody knows which value a setting has, each of them is edited. */
export function editUnseen<N extends Name>(queue: Queue, name: N, edit: (value: Settings[N]) => Settings[N]): void {
  for (const [at, { before, made }] of queue.changes.entries())
    if (made === undefined && name in before) queue.changes[at] = { before: { ...before, [name]: edit(before[name] as Settings[N]) }, made }
}

/** What nobody knew of the settings that a change names is known from now on, as soon as the change has spread. */
function settle(queue: Queue, set: ReadonlySet<string>, now: Instant): void {
  for (const [at, { before, made }] of [...queue.changes].entries()) {
    if (made !== undefined) continue
    const part = (isSet: boolean) =>
      Object.fromEntries(Object.entries(before).filter(([name]) => set.has(name) === isSet)) as Partial<Settings>
    queue.changes[at] = { before: part(false), made }
    queue.changes.push({ before: part(true), made: now })
  }
}

/** The values of a setting that may be in effect now, the reported one first: one value, unless a change is still spreading. */
export function valuesOf<N extends Name>(queue: Queue, name: N, x: Rules): readonly Settings[N][] {
  const current = queue.settings[name]
  if (queue.changes.length === 0) return [current]
  const values = [current]
  for (let i = queue.changes.length - 1; i >= 0; i--) {
    const { before, made } = queue.changes[i]!
    if (!(name in before)) continue
    const earlier = before[name] as Settings[N]
    const still = made === undefined ? x.choices.hidden(UNSEEN) : stillBefore(name, earlier, made, x)
    if (still.certain) return [earlier]
    if (still.possible) values.push(earlier)
  }
  return values
}

/** The values that may have been in effect at an instant of the past, and those that may be now. */
export function valuesSince<N extends Name>(queue: Queue, name: N, then: (value: Settings[N]) => number, x: Rules): readonly Settings[N][] {
  const values = valuesOf(queue, name, x)
  if (queue.changes.length === 0) return values
  const past: Settings[N][] = []
  for (const { before, made } of queue.changes) {
    if (!(name in before) || made === undefined) continue
    const earlier = before[name] as Settings[N]
    const { freedom, ms } = spreading(name, earlier)
    if (then(earlier) <= made.hi + ms && x.choices.hidden(freedom).possible) past.push(earlier)
  }
  return past.length === 0 ? values : [...values, ...past]
}

/** The values that a queue may report: the current one, unless not every server knows it yet. */
export function reportedValuesOf<N extends Name>(queue: Queue, name: N, x: Rules): readonly Settings[N][] {
  const values = [queue.settings[name]]
  for (const { before, made } of queue.changes) {
    if (!(name in before)) continue
    const unknown =
      made === undefined
        ? x.choices.hidden(UNSEEN)
        : all(x.choices.hidden('sqs.ec.attributes-60s'), not(x.now.reached(after(made, PROPAGATION))))
    if (unknown.possible) values.push(before[name] as Settings[N])
  }
  return values
}

/** A change that nobody saw the answer of needs no freedom to be in doubt. */
export const UNSEEN: ClauseId = 'sqs.attr.set.partial'

/** What no source fixes: a server has a way of its own, and an observer takes either. */
export const unfixed = (way: Fact, x: Rules): Fact => (x.choices.hidden(UNSEEN).possible ? MAYBE : way)

const stillBefore = (name: Name, earlier: unknown, made: Instant, x: Rules): Fact => {
  const { freedom, ms } = spreading(name, earlier)
  return all(x.choices.hidden(freedom), not(x.now.reached(after(made, ms))))
}

/** What holds of the setting in effect. */
export const settingIs = <N extends Name>(queue: Queue, name: N, fact: (value: Settings[N]) => Fact, x: Rules): Fact =>
  queue.changes.length === 0 ? fact(queue.settings[name]) : whichever(valuesOf(queue, name, x), fact)

/** The timer that a queue's setting of a duration gives, from an instant on. */
export function lasting(from: Instant, queue: Queue, name: Duration, x: Rules): Timer {
  if (queue.changes.length === 0) return after(from, queue.settings[name] * 1000)
  const values = valuesOf(queue, name, x)
  return new Timer(from, Math.min(...values) * 1000, Math.max(...values) * 1000)
}
