import type { Message as ReceivedMessage } from '@aws-sdk/client-sqs'
import { md5OfAttributes } from '../../../reference/sqs/digest.js'
import { selected } from '../../../reference/sqs/message-attributes.js'
import type { Message } from '../../../reference/sqs/state.js'
import type { Judging } from './judging.js'

/** Those of the messages that hold what a received one shows. Where none has its message attributes, they are not looked at: they may be wrong. */
export function alike(messages: readonly Message[], seen: ReceivedMessage, x: Judging): readonly Message[] {
  const group = seen.Attributes?.MessageGroupId
  const isTold = group !== undefined || x.observed.asksFor('MessageGroupId')
  const same = messages.filter((message) => message.body === seen.Body && (!isTold || message.group === group))
  const wholly = same.filter((message) => digest(message, x) === seen.MD5OfMessageAttributes)
  return wholly.length > 0 ? wholly : same
}

/** Of the message attributes that were asked for. */
function digest({ attributes }: Message, x: Judging): string | undefined {
  const { MessageAttributeNames: names } = x.observed.exchange.input
  const shown = attributes && Array.isArray(names) ? selected(attributes, names.map(String)) : undefined
  return shown && md5OfAttributes(shown)
}
