import { Dice } from '../../../src/oracle/walk/dice.js'
import type { Request, Where } from '../../../src/oracle/walk/walks.js'
import type { Known } from './known.js'

/** How often a request of the set-up is made again when it has no answer. */
const MOST_TRIES = 5

/**
 * Makes the queues of a walk, one request after the other: a queue, mostly with a dead-letter queue behind it, sometimes another source of
 * that one, sometimes a queue of the other type that has nothing to do with them.
 */
export class Setup {
  readonly #wanted: (() => Request | undefined)[]
  #tries = 0

  constructor(
    dice: readonly number[],
    private readonly known: Known,
  ) {
    this.#wanted = planned(new Dice(dice), known)
  }

  /** The next request, the last one again where it had no answer; nothing when all is made. */
  next(): Request | undefined {
    const { unanswered } = this.known
    if (unanswered && this.#tries++ < MOST_TRIES) {
      this.known.unanswered = undefined
      return { operation: unanswered.operation, input: unanswered.input }
    }
    this.known.unanswered = undefined
    this.#tries = 0
    for (let make = this.#wanted.shift(); make; make = this.#wanted.shift()) {
      const request = make()
      if (request) return request
    }
    return undefined
  }
}

/** Queue names of a walk. */
export const nameOf = ({ prefix }: Pick<Where, 'prefix'>, name: string, isFifo: boolean): string =>
  `${prefix}${name}${isFifo ? '.fifo' : ''}`

const planned = (dice: Dice, known: Known): (() => Request | undefined)[] => {
  const isFifo = dice.chance(0.55)
  const most = dice.pick([undefined, 2, 1, 2, 3])
  const attributes = attributesOf(dice, isFifo)
  const others = dice.integer(0, 3)
  const create = (name: string, fifo: boolean, given: Readonly<Record<string, string>>): Request => ({
    operation: 'CreateQueue',
    input: { QueueName: nameOf(known.where, name, fifo), Attributes: { ...(fifo ? { FifoQueue: 'true' } : {}), ...given } },
  })
  if (most === undefined) return [() => create('source', isFifo, attributes)]
  const dead = nameOf(known.where, 'dead', isFifo)
  const policy = (count: number): Record<string, string> => {
    const arn = known.byName(dead)?.arn
    return arn === undefined ? {} : { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: count }) }
  }
  return [
    () => create('dead', isFifo, others > 1 ? attributesOf(dice, isFifo) : {}),
    () => {
      const QueueUrl = known.byName(dead)?.url
      return QueueUrl === undefined ? undefined : { operation: 'GetQueueAttributes', input: { QueueUrl, AttributeNames: ['QueueArn'] } }
    },
    () => create('source', isFifo, { ...attributes, ...policy(most) }),
    () => (others > 0 ? create('second', isFifo, { ...attributesOf(dice, isFifo), ...policy(1) }) : undefined),
    () => (others > 2 ? create('other', !isFifo, {}) : undefined),
  ]
}

/** Attributes of a queue, small so that timers end within a walk. */
const attributesOf = (dice: Dice, isFifo: boolean): Record<string, string> => ({
  VisibilityTimeout: dice.pick(['2', '1', '5', '3', '0', '30']),
  ...given('DelaySeconds', dice.pick([undefined, undefined, undefined, '1', '2', '3'])),
  ...given('MessageRetentionPeriod', dice.pick([undefined, undefined, undefined, '60'])),
  ...given('ReceiveMessageWaitTimeSeconds', dice.pick([undefined, undefined, undefined, undefined, '1', '2'])),
  ...given('MaximumMessageSize', dice.pick([undefined, undefined, undefined, '1024'])),
  ...(isFifo ? fifoAttributesOf(dice) : {}),
})

const fifoAttributesOf = (dice: Dice): Record<string, string> => ({
  ...given('ContentBasedDeduplication', dice.pick([undefined, 'true', undefined, 'false'])),
  ...dice.pick([
    {},
    {},
    { DeduplicationScope: 'messageGroup' },
    { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' },
  ]),
})

/** A member, where there is a value for it. */
export const given = (name: string, value: string | undefined): Record<string, string> => (value === undefined ? {} : { [name]: value })
