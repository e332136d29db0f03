import { bounds, characters, fc, lengths, presence, range, values } from './bench.js'
import type { SnsCase } from './bench.js'
import { refusedMessage } from './refused-entry.js'

/** A value in good form may still be refused for another reason: such a token was never given. */
const inForm = { inside: 'not refused for it' } as const

/** What is at most so long; what becomes of nothing at all another line says. */
const atMost = (max: number) => ({
  ...lengths(undefined, max),
  inside: fc.integer({ min: 1, max }),
  edges: [{ inside: max, outside: max + 1 }],
})
const upTo = (max: number) => ({
  ...range(undefined, max),
  inside: fc.integer({ min: 1, max }),
  edges: [{ inside: max, outside: max + 1 }],
})

const WORD = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-'
const PUNCTUATION = '!"#$%&\'()*+,./:;<=>?@[\\]^`{|}~'
const FOREIGN = ' éß日'

// ---- what members must be there

bounds('sns.attributes.set-requires-name', presence)
bounds('sns.permissions.add-required-members', presence)
bounds('sns.subscribe.required-members', presence, inForm)
bounds('sns.confirm.required-members', presence, inForm)
bounds('sns.publish.message-required', presence)
bounds('sns.batch.topic-only', presence)
bounds('sns.batch.entry-required-members', presence)

// ---- topics and their tags

/** The name is the case's own; where that is longer than the name to try, it is as long as that. */
bounds('sns.topics.name-length-1-256', lengths(1, 256), {
  make: (length: number, { name }: SnsCase) => (length === 0 ? '' : name('', length)),
})
bounds('sns.topics.name-charset', characters(WORD, PUNCTUATION + FOREIGN), { make: (end: string, { name }: SnsCase) => name(`-${end}`) })
bounds('sns.attributes.max-message-size-range', range(1024, 1_048_576, 0), {
  make: String,
  valid: async ({ name, topic }, operation) =>
    operation === 'CreateTopic' ? { Name: name() } : { TopicArn: (await topic()).arn, AttributeName: 'MaximumMessageSize' },
})
bounds('sns.attributes.fifo-throughput-scope-values', values(['Topic', 'MessageGroup']), {
  valid: async ({ name, topic }, operation) =>
    operation === 'CreateTopic'
      ? { Name: name('.fifo'), Attributes: { FifoTopic: 'true' } }
      : { TopicArn: (await topic({ type: 'fifo' })).arn, AttributeName: 'FifoThroughputScope' },
})
bounds('sns.tags.key-length-1-128', lengths(1, 128))
bounds('sns.tags.value-length-0-256', lengths(undefined, 256))
bounds('sns.tags.arn-length-1-1011', atMost(1011), {
  ...inForm,
  make: (length: number) => 'arn:aws:sns:us-east-1:123456789012:topic'.slice(0, length).padEnd(length, 'x'),
})

// ---- messages

bounds('sns.publish.max-size-256k', atMost(262_144))
bounds('sns.publish.subject-max-100', atMost(100))
bounds('sns.publish.group-id-standard-validated', [lengths(1, 128), characters(WORD + PUNCTUATION, FOREIGN, { max: 128 })], {
  refused: refusedMessage,
})
bounds('sns.structure.value-json-only', values(['json']), {
  valid: async ({ topic }) => ({ TopicArn: (await topic()).arn, Message: '{"default":"message"}' }),
})

const ofFifo = {
  refused: refusedMessage,
  valid: async ({ topic }: SnsCase, operation: string) => {
    const { arn: TopicArn } = await topic({ type: 'fifo' })
    const message = { Message: 'message', MessageGroupId: 'group', MessageDeduplicationId: 'id' }
    return operation === 'Publish' ? { TopicArn, ...message } : { TopicArn, PublishBatchRequestEntries: [{ Id: 'id', ...message }] }
  },
}
bounds('sns.publish.group-id-charset-128', [lengths(1, 128), characters(WORD + PUNCTUATION, FOREIGN, { max: 128 })], ofFifo)
bounds('sns.publish.dedup-id-charset-128', [atMost(128), characters(WORD + PUNCTUATION, FOREIGN, { max: 128 })], ofFifo)

// ---- batches

bounds('sns.batch.max-10', upTo(10), {
  make: (count: number) => Array.from({ length: count }, (_, nth) => ({ Id: `id-${nth}`, Message: 'message' })),
})
bounds('sns.batch.id-max-80', atMost(80))
bounds('sns.batch.id-charset', characters(WORD, '.@#'))

// ---- message attributes

const named = (name: string): object => ({ [name]: { DataType: 'String', StringValue: 'value' } })
bounds('sns.msgattr.name-length-256', atMost(256), { make: (length: number) => named('n'.repeat(length)) })
