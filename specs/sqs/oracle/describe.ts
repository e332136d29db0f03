import type { Instant } from '../../../reference/core/facts.js'
import type { Message, Queue } from '../../../reference/sqs/state.js'
import type { Beliefs } from './beliefs.js'

/** What is believed, one line a thing. */
export function describe({ region, now }: Beliefs): readonly string[] {
  const lines: string[] = []
  for (const queue of region.queues.values()) {
    lines.push(describeQueue(queue))
    for (const message of queue.messages.values()) lines.push(describeMessage(message, now))
  }
  for (const [name] of region.deleted) lines.push(`queue ${name}: deleted`)
  return lines
}

function describeQueue({ name, fifo, made, deleted, settings, messages }: Queue): string {
  const { VisibilityTimeout: visibility, DelaySeconds: delay, MessageRetentionPeriod: retention, RedrivePolicy: redrive } = settings
  const state = deleted !== undefined ? 'deleted, ' : made === 'maybe' ? 'perhaps, ' : ''
  const dlq = redrive === undefined ? '' : `, to ${redrive.deadLetterTargetArn} after ${redrive.maxReceiveCount}`
  return `queue ${name}: ${state}${fifo ? 'FIFO' : 'standard'}, visibility ${visibility} s, delay ${delay} s, retention ${retention} s${dlq}, ${messages.size} messages`
}

const WORDS = { yes: 'there', maybe: 'perhaps there', no: 'gone' } as const

function describeMessage({ id, queue, body, group: of, here, hiddenUntil, receives, doubt }: Message, now: number): string {
  const name = id === '' ? `(id not seen) ${JSON.stringify(body.slice(0, 20))}` : id
  const group = of === undefined ? '' : `, group ${of}`
  const { from, ms, most } = hiddenUntil
  const hidden = from.hi + most <= now ? 'visible' : `hidden ${span({ lo: from.lo + ms - now, hi: from.hi + most - now })} more`
  const counted = doubt !== undefined && doubt.receives > 0 ? `${receives} to ${receives + doubt.receives}` : `${receives}`
  return `message ${name} in ${queue.name}${group}: ${WORDS[here]}, ${hidden}, received ${counted} times`
}

const seconds = (ms: number): string => `${(Math.max(0, ms) / 1000).toFixed(3)} s`
const span = ({ lo, hi }: Pick<Instant, 'lo' | 'hi'>): string =>
  seconds(lo) === seconds(hi) ? seconds(hi) : `${seconds(lo)} to ${seconds(hi)}`
