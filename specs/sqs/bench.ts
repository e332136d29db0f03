import { boundsOf, clausesOf, settlesOf } from '../../src/suite/index.js'
import type { Answer, Case, Settles } from '../../src/suite/index.js'
import { apiOf, OPERATIONS } from './api.js'
import type { SqsApi } from './api.js'
import { binding } from './binding.js'
import { deadLetterPair } from './dead-letters.js'
import type { DeadLetterPair } from './dead-letters.js'
import { Queue } from './queue.js'

export { anyClientError, characters, expect, fc, lengths, range } from '../../src/suite/index.js'
export type { Timer } from '../../src/suite/index.js'
export { OPERATIONS } from './api.js'
export * from './arbitraries.js'
export { md5, md5OfAttributes, sha256, sizeOf } from './digest.js'
export type { DeadLetterPair } from './dead-letters.js'
export type { Queue, Received } from './queue.js'
export { unlessRefused } from './unless-refused.js'

/** The axis of protocols: both that SQS speaks. */
export const protocols = ['json', 'query'] as const

/** The axis of queue types. */
export const queueTypes = ['standard', 'fifo'] as const
export type QueueType = (typeof queueTypes)[number]

export interface QueueSpec {
  /** `standard` unless given. `fifo` adds the suffix to the name and FifoQueue to the attributes. */
  readonly type?: QueueType
  readonly attributes?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  /** A name of the case's own unless given; with its suffix. */
  readonly name?: string
}

/** What a clause of SQS is given: the case, and the words of SQS. */
export interface SqsCase extends Case {
  /** The operations as the SDK types them, each call recorded. */
  readonly sqs: SqsApi
  /** Makes a queue that can be used; it is removed when the case is over. */
  queue(spec?: QueueSpec): Promise<Queue>
  /**
   * A queue and the dead-letter queue that its redrive policy names, of one type; with `dlq`, another source of that one.
   * Without `maxReceiveCount` the policy leaves it out; `isText` gives it as text, which is as good as a number.
   */
  deadLetterPair(spec: {
    readonly type?: QueueType
    readonly maxReceiveCount?: number
    readonly isText?: boolean
    readonly attributes?: Readonly<Record<string, string>>
    readonly dlqAttributes?: Readonly<Record<string, string>>
    readonly dlq?: Queue
  }): Promise<DeadLetterPair>
  settles: Settles
  /** A request of the AWS JSON protocol without the SDK: `body` is sent as it is if it is a string. Headers given override the usual ones. */
  json(
    operation: string,
    body: unknown,
    changes?: { readonly path?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Answer>
  /** A request of the Query protocol without the SDK: POST with a form, or GET with a query string. `params` is sent as it is if it is a string. */
  form(
    params: Readonly<Record<string, string>> | string,
    changes?: { readonly method?: 'GET' | 'POST'; readonly path?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Answer>
}

/** The operation of a raw request, if there is one of the name. */
const asking = (operation: string | null): { readonly operation?: string } =>
  operation !== null && OPERATIONS.includes(operation) ? { operation } : {}

/** The words of SQS for a case; other services use them where they deliver into queues. */
export const sqsWords = (it: Case): SqsCase => {
  const api = apiOf(it)
  const queue = async ({ type = 'standard', attributes = {}, tags, name }: QueueSpec = {}): Promise<Queue> => {
    const QueueName = name ?? it.name(type === 'fifo' ? '.fifo' : '')
    const Attributes = type === 'fifo' ? { FifoQueue: 'true', ...attributes } : attributes
    const output = await api.createQueue({
      QueueName,
      ...(Object.keys(Attributes).length > 0 ? { Attributes } : {}),
      ...(tags ? { tags } : {}),
    })
    const { QueueUrl } = output
    if (!QueueUrl) it.diverges('CreateQueue answered without the QueueUrl', 'a QueueUrl', 'none')
    const made = new Queue(it, api, QueueUrl, QueueName, Attributes)
    it.stampLike(made, output)
    // Of when it can be used a clause of its own speaks.
    if (it.profile.tolerates('sqs.queue.create.usable-after-1s')) await it.time.pass(it.time.after(output, 1000))
    return made
  }
  return {
    ...it,
    sqs: api,
    queue,
    async deadLetterPair({ type = 'standard', maxReceiveCount, isText = false, attributes = {}, dlqAttributes = {}, dlq: given }) {
      const dlq = given ?? (await queue({ type, attributes: dlqAttributes }))
      const RedrivePolicy = JSON.stringify({
        deadLetterTargetArn: await dlq.arn(),
        maxReceiveCount: isText ? String(maxReceiveCount) : maxReceiveCount,
      })
      const source = await queue({ type, attributes: { ...attributes, RedrivePolicy } })
      return deadLetterPair(it, source, dlq, maxReceiveCount)
    },
    settles: settlesOf(it),
    json: async (operation, body, { path = '/', headers = {} } = {}) => {
      it.needs('json')
      return it.http({
        path,
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}`, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...asking(operation),
      })
    },
    form: async (params, { method = 'POST', path = '/', headers = {} } = {}) => {
      it.needs('query')
      const text = typeof params === 'string' ? params : new URLSearchParams(params).toString()
      // At the address of a queue the service itself does not have the operations that are about no queue.
      const asked = path === '/' ? asking(new URLSearchParams(text).get('Action')) : {}
      return method === 'GET'
        ? it.http({ method, path: `${path}?${text}`, headers, ...asked })
        : it.http({ method, path, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: text, ...asked })
    },
  }
}

export const { clause } = clausesOf(binding, sqsWords)
export const bounds = boundsOf<SqsCase>({ clause, axes: { protocol: protocols } })
