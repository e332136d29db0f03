import { ServiceError } from '../core/errors.js'
import { known } from '../core/facts.js'
import type { ClauseId } from '../core/reading.js'
import type { Rules } from './choices.js'
import { invalidParameter } from './errors.js'
import { PROTOCOLS, type Protocol, type Topic } from './state.js'

/**
 * The protocol of a subscription. FIFO topics deliver to queues only.
 *
 * @clause sns.subscribe.protocol-list
 * @clause sns.fifo.sqs-only
 */
export function readProtocol(topic: Topic, protocol: string, x: Rules): Protocol {
  x.orFail('sns.subscribe.protocol-list', known(PROTOCOLS.some((one) => one === protocol)), () =>
    invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`),
  )
  x.orFail('sns.fifo.sqs-only', known(!topic.fifo || protocol === 'sqs'), () => invalidParameter(`Invalid protocol type: ${protocol}`))
  return protocol as Protocol
}

/** An endpoint in the form that its protocol asks for. Whether it is there is not asked. @clause sns.subscribe.sqs-unknown-queue-ok */
export function checkEndpoint(topic: Topic, protocol: Protocol, endpoint: string, x: Rules): void {
  const must = (id: ClauseId, holds: boolean, wrong: string) => x.orFail(id, known(holds), () => invalidParameter(wrong))
  switch (protocol) {
    case 'http':
    case 'https':
      return must(
        'sns.subscribe.http-endpoint-scheme',
        endpoint.startsWith(`${protocol}://`) && URL.canParse(endpoint),
        'Endpoint must match the specified protocol',
      )
    case 'email':
    case 'email-json':
      return must('sns.subscribe.email-endpoint', /^[^\s@]+@[^\s@]+$/.test(endpoint), 'Email address')
    case 'sms':
      return x.orFail(
        'sns.subscribe.sms-endpoint-format',
        known(isPhoneNumber(endpoint)),
        () => new ServiceError('InvalidParameterException', `Invalid SMS endpoint: ${endpoint}`),
      )
    case 'sqs':
      must('sns.subscribe.sqs-endpoint-must-be-arn', isArnOf('sqs', endpoint), 'SQS endpoint ARN')
      return must(
        'sns.fifo.standard-topic-fifo-queue',
        topic.fifo || !endpoint.endsWith('.fifo'),
        'Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
      )
    case 'lambda':
      return must('sns.subscribe.endpoint-must-be-arn', isArnOf('lambda', endpoint), 'Lambda endpoint ARN')
    case 'firehose':
      return must('sns.subscribe.endpoint-must-be-arn', isArnOf('firehose', endpoint), 'Firehose endpoint ARN')
    case 'application':
      return must(
        'sns.subscribe.endpoint-must-be-arn',
        isArnOf('sns', endpoint) && endpoint.includes(':endpoint/'),
        'Application endpoint arn invalid',
      )
  }
}

const isArnOf = (service: string, arn: string): boolean => new RegExp(`^arn:[^:]+:${service}:[^:]+:\\d{12}:.+$`).test(arn)

/**
 * A phone number: E.164, in which single hyphens, dots or slashes may stand between digits.
 *
 * @clause sns.subscribe.sms-double-hyphen-rejected
 */
export const isPhoneNumber = (text: string): boolean => /^\+?\d+([-./]\d+)*$/.test(text) && text.replaceAll(/\D/g, '').length <= 15

/** The account that an endpoint belongs to, where its ARN says so. */
export const ownerOf = (protocol: Protocol, endpoint: string): string | undefined =>
  protocol === 'sqs' || protocol === 'lambda' || protocol === 'firehose' ? endpoint.split(':')[4] : undefined

/** What tells a topic's subscriptions apart. */
export const keyOf = (protocol: Protocol, endpoint: string): string => `${protocol} ${endpoint}`

/** A URL as it is shown: without its password. */
export const shown = (endpoint: string): string => endpoint.replace(/^(https?:\/\/[^/:@]*:)[^/@]*@/, '$1****@')
