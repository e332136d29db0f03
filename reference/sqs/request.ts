import { isPunctuated } from '../aws/text.js'
import { after, all, any, type Fact, type Instant, known, MAYBE, NO, not, YES } from '../core/facts.js'
import { ServiceError } from '../core/errors.js'
import type { ClauseId } from '../core/reading.js'
import type { Call } from '../core/service.js'
import type { Context, Rules } from './choices.js'
import { invalidValue, missingParameter, queueDoesNotExist } from './errors.js'
import { checkOwner } from './owner.js'
import { type Bounds, CREATION_DURATION, DELETION_DURATION, ID_LENGTH } from './limits.js'
import { UNSEEN } from './settings.js'
import type { Queue, Region } from './state.js'

/** @clause sqs.queue.url.format */
export const urlOf = (queue: Queue, c: Context): string => `${c.origin}/${c.region.account}/${queue.name}`
/** @clause sqs.queue.arn.format */
export const arnOf = (region: Region, name: string): string => region.arnStart + name

/** A member that the API description requires, and that must not be empty. */
export function required<T>(value: T | undefined, name: string, x: Rules): T {
  x.orFail('sqs.error.missing-required-any', known(value !== undefined && value !== ''), () => missingParameter(name))
  return value as T
}

/**
 * The queue that a URL names: `<endpoint>/<account>/<name>`; a name alone stands for the caller's own queue of that name.
 *
 * @clause sqs.error.queue-does-not-exist
 * @clause sqs.error.invalid-address
 */
export function queueAt(url: string | undefined, c: Context, x: Rules): Queue {
  const given = required(url, 'QueueUrl', x)
  if (c.asked?.url === given) return c.asked.queue
  const nameAt = given.lastIndexOf('/') + 1
  if (nameAt === given.length) throw new ServiceError('InvalidAddress', `The address ${given} is not valid for this endpoint.`)
  const queue = nameAt === 0 ? c.region.queues.get(given) : queueOfAccount(given, nameAt, c)
  x.orFail(nameAt === 0 ? 'sqs.queue.url.name-alone' : 'sqs.queue.nonexistent-op', standing(queue, x), queueDoesNotExist)
  checkOwner(queue!, c, x)
  x.choices.settle(queue!, x)
  return queue!
}

/** The queue of the caller's account that a URL names. @param nameAt where its name begins */
function queueOfAccount(url: string, nameAt: number, { region: { account, queues } }: Context): Queue | undefined {
  return isOf(account, url, nameAt) ? queues.get(url.slice(nameAt)) : undefined
}

const accountStart = (url: string, nameAt: number): number => url.lastIndexOf('/', nameAt - 2) + 1
const isOf = (account: string, url: string, nameAt: number): boolean => {
  const at = accountStart(url, nameAt)
  return nameAt - 1 - at === account.length && url.startsWith(account, at)
}

/** The other account whose queue a request is about, if it is about one. */
export function foreignOwner({ operation, input }: Pick<Call, 'operation' | 'input'>, own: string): string | undefined {
  const { QueueUrl: url, QueueOwnerAWSAccountId: named } = input
  if (operation === 'GetQueueUrl') return isForeign(named, own) ? named : undefined
  if (typeof url !== 'string') return undefined
  const nameAt = url.lastIndexOf('/') + 1
  if (nameAt === 0 || isOf(own, url, nameAt)) return undefined
  const account = url.slice(accountStart(url, nameAt), nameAt - 1)
  return isForeign(account, own) ? account : undefined
}
const isForeign = (account: unknown, own: string): account is string =>
  typeof account === 'string' && account !== own && /^\d{12}$/.test(account)

/**
 * Is there such a queue? Requests may reach a deleted one for up to a minute, and a new one may not be usable for a second.
 *
 * @clause sqs.queue.delete.removes-queue
 * @clause sqs.queue.delete.takes-up-to-60s
 * @clause sqs.queue.create.usable-after-1s
 */
export function standing(queue: Queue | undefined, x: Rules): Fact {
  if (queue === undefined) return NO
  const { deleted, created, mayBeDeleted } = queue
  if (deleted !== undefined) return reachable(deleted, x)
  const unusable = x.choices.hidden('sqs.queue.create.usable-after-1s')
  const usable = unusable === NO ? YES : any(x.now.reached(after(created, CREATION_DURATION)), not(unusable))
  const here = all(made(queue), usable)
  return mayBeDeleted === undefined ? here : any(here, reachable(mayBeDeleted, x))
}

/** Was there such a queue at some instant since `then`? What happens unseen may have reached it while requests did. */
export function standingSince(queue: Queue | undefined, then: number, x: Rules): Fact {
  const now = standing(queue, x)
  const gone = queue?.deleted ?? queue?.mayBeDeleted
  if (now.possible || gone === undefined || then > gone.hi + DELETION_DURATION) return now
  return x.choices.hidden(UNSEEN).possible && x.choices.hidden('sqs.queue.delete.takes-up-to-60s').possible ? MAYBE : now
}

/** Requests may reach a deleted queue for a while. */
const reachable = (deleted: Instant, x: Rules): Fact =>
  all(x.choices.hidden('sqs.queue.delete.takes-up-to-60s'), not(x.now.reached(after(deleted, DELETION_DURATION))))

/** Was the queue made, or did the request for it never come through? */
export const made = (queue: Queue): Fact =>
  queue.made === 'yes'
    ? YES
    : queue.made === 'no'
      ? NO
      : {
          possible: true,
          certain: false,
          assume: () => {
            queue.made = 'yes'
          },
          deny: () => {
            queue.made = 'no'
          },
        }

/** The queue that an ARN names in this account and region, if there is one. */
export function queueByArn(arn: string, region: Region): Queue | undefined {
  return arn.startsWith(region.arnStart) ? region.queues.get(arn.slice(region.arnStart.length)) : undefined
}

export const within = (value: number, { min, max }: Bounds): boolean => Number.isInteger(value) && value >= min && value <= max

/** A number that a request may set; its limit is the clause `id`. */
export function inBounds(id: ClauseId, value: number | undefined, name: string, bounds: Bounds, reason: string, x: Rules): void {
  if (value !== undefined) x.orFail(id, known(within(value, bounds)), () => invalidValue(value, name, reason))
}

/** Group ids, deduplication ids and attempt ids share one form: alphanumerics and ASCII punctuation. */
export function identifier(value: string | undefined, name: string, length: ClauseId, charset: ClauseId, x: Rules): void {
  if (value === undefined) return
  const wrong = () =>
    invalidValue(value, name, `${name} can only include alphanumeric and punctuation characters. 1 to ${ID_LENGTH} in length.`)
  x.orFail(length, known(value.length >= 1 && value.length <= ID_LENGTH), wrong)
  x.orFail(charset, known(isPunctuated(value)), wrong)
}

export const notForThisQueueType = (value: unknown, name: string) =>
  invalidValue(value, name, 'The request include parameter that is not valid for this queue type.')
