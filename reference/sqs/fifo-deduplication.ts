import { after, all, any, type Fact, known, NO, not, whichever } from '../core/facts.js'
import { type LateText, textOf } from '../core/late-text.js'
import type { ClauseId } from '../core/reading.js'
import { accepted as wasAccepted } from './belief.js'
import type { Rules } from './choices.js'
import { sha256 } from './digest.js'
import { invalidParameter } from './errors.js'
import { DEDUPLICATION_INTERVAL } from './limits.js'
import { settingIs, valuesOf } from './settings.js'
import { Line } from '../core/line.js'
import { Accepted, type Message, type Queue } from './state.js'

/**
 * The id by which a FIFO queue recognises a message: the producer's, or else the SHA-256 of the body (never of the attributes).
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
 * @clause sqs.fifo.dedup.cbd-sha256-body
 * @clause sqs.fifo.dedup.cbd-ignores-attributes
 * @clause sqs.fifo.dedup.explicit-overrides-cbd
 * @clause sqs.fifo.dedup.explicit-equal-to-hash
 * @clause sqs.fifo.dedup.body-ignored-with-explicit-id
 * @clause sqs.fifo.dedup.same-body-different-id
 * @clause sqs.fifo.dedup.cbd-toggle
 */
export function deduplicationId(queue: Queue, given: string | undefined, body: string | LateText, required: ClauseId, x: Rules): string {
  x.orFail(
    required,
    settingIs(queue, 'ContentBasedDeduplication', (enabled) => known(enabled || given !== undefined), x),
    () => invalidParameter('The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly'),
  )
  return given ?? sha256(textOf(body))
}

/** What is known of a send's being a copy of an earlier one. */
export interface Duplicate {
  readonly fact: Fact
  /** Those it may be a copy of, the latest first. */
  readonly twins: readonly Accepted[]
}

/**
 * A send is a duplicate of a message accepted within the last five minutes under the same id: of any group, or of the same
 * group where DeduplicationScope is `messageGroup`. It makes no difference whether that message is in flight or deleted.
 *
 * @clause sqs.fifo.dedup.survives-delete
 * @clause sqs.fifo.dedup.applies-while-inflight
 * @clause sqs.fifo.dedup.after-window-delivered
 * @clause sqs.fifo.dedup.scope-queue-default
 * @clause sqs.fifo.dedup.scope-message-group
 * @clause sqs.fifo.dedup.scope-group-same-group
 * @clause sqs.fifo.dedup.scope-group-without-high-throughput
 * @clause sqs.fifo.dedup.batch-internal-duplicates
 */
export function duplicateOf(queue: Queue, id: string, group: string, x: Rules): Duplicate {
  forget(queue, x)
  const anywhere = ifRemembered(queue.acceptedById.get(id), x)
  const inGroup = anywhere?.group === group ? anywhere : ifRemembered(queue.acceptedByGroup.get(groupKey(group, id)), x)
  // The last one of all is remembered the longest.
  if (anywhere === undefined) return NONE
  const everywhere = withRivals([anywhere, inGroup])
  const ofGroup = everywhere.filter((one) => one.group === group)
  const scopes = valuesOf(queue, 'DeduplicationScope', x)
  const fact = whichever(scopes, (scope) => rememberedAny(scope === 'queue' ? everywhere : ofGroup, x))
  return { fact, twins: scopes.includes('queue') ? everywhere : ofGroup }
}
const NONE: Duplicate = { fact: NO, twins: [] }

/** With those that may have been accepted in their place. */
function withRivals(found: readonly (Accepted | undefined)[]): readonly Accepted[] {
  const twins: Accepted[] = []
  for (const one of found.flatMap((first) => (first === undefined ? [] : [first, ...(first.rivals ?? [])])))
    if (!twins.includes(one)) twins.push(one)
  return twins
}

/** Is one of them still remembered? */
function rememberedAny(twins: readonly Accepted[], x: Rules): Fact {
  let fact: Fact = NO
  for (const one of twins) fact = any(fact, all(wasAccepted(one.message), remembered(one, x)))
  return fact
}
const ifRemembered = (accepted: Accepted | undefined, x: Rules): Accepted | undefined =>
  accepted && remembered(accepted, x).possible ? accepted : undefined
const remembered = (accepted: Accepted, x: Rules): Fact => not(x.now.reached(after(accepted.at, DEDUPLICATION_INTERVAL)))
const groupKey = (group: string, id: string) => `${group}\n${id}`

/** Remembers an accepted message under its deduplication id, beside those that may have been accepted in its place. */
export function remember(queue: Queue, message: Message, { fact, twins }: Duplicate, x: Rules): void {
  const accepted = new Accepted(message, x.now.at, fact.possible ? twins : undefined)
  const { id, group } = accepted
  const before = queue.acceptedById.get(id)
  if (before !== undefined && before.group !== group) queue.acceptedByGroup.set(groupKey(before.group, id), before)
  queue.accepted.add(accepted)
  queue.acceptedById.set(id, accepted)
}

/** Makes room, each time for more than comes: of a million that are forgotten at once, no send waits for all. */
function forget(queue: Queue, x: Rules): void {
  for (let n = 0; n < FORGOTTEN_AT_ONCE; n++) {
    const oldest = queue.accepted.first
    if (oldest === undefined || remembered(oldest, x).possible) return
    queue.accepted.delete(oldest)
    const { id, group } = oldest
    if (queue.acceptedById.get(id) === oldest) queue.acceptedById.delete(id)
    const key = groupKey(group, id)
    if (queue.acceptedByGroup.get(key) === oldest) queue.acceptedByGroup.delete(key)
  }
}

const FORGOTTEN_AT_ONCE = 100

/** Nothing that was sent counts as a duplicate of what was accepted before. */
export function forgetAll(queue: Queue): void {
  queue.accepted = new Line()
  queue.acceptedById.clear()
  queue.acceptedByGroup.clear()
}

export const isNew = (duplicate: Fact): 'yes' | 'maybe' | 'no' => (duplicate.certain ? 'no' : duplicate.possible ? 'maybe' : 'yes')
