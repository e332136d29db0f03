import { anyClientError, clause, fc, OPERATIONS, protocols, queueNames, queueTypes } from './bench.js'
import { LETTERS_DIGITS } from './arbitraries.js'
import type { QueueSpec, SqsCase } from './bench.js'

clause('sqs.queue.default-type-standard', {
  axes: { protocol: protocols },
  async check({ queue, expect }) {
    const q = await queue()
    expect(Object.keys(await q.attributes()), 'the attributes of a queue made without FifoQueue').not.toContain('FifoQueue')
    const sent = await q.send()
    expect(sent.SequenceNumber, 'the sequence number of a message without a group, as only a standard queue takes').toBeUndefined()
  },
})

/** A URL is as good as what it addresses: the queue that was made is the one that is found under its name. */
clause('sqs.queue.create-returns-url', {
  axes: { type: queueTypes, protocol: protocols },
  given: { end: queueNames() },
  async check({ queue, sqs, name, expect }, { type, end }) {
    const q = await queue({ type, name: name(`-${end}${type === 'fifo' ? '.fifo' : ''}`) })
    expect((await sqs.getQueueUrl({ QueueName: q.name })).QueueUrl, 'the URL of the queue by its name').toBe(q.url)
    await q.send()
    await q.receiveOne()
  },
})

/** Hosts whose names are AWS's own. Some SDKs send to the host of the queue URL, whatever endpoint they were given. */
const isOfAws = (url: string): boolean => /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(new URL(url).hostname)

/** Other hosts than the endpoint's are not accused: a name by which containers reach each other may lead back. */
clause('sqs.queue.url.format', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, endpoint, expect }, { type }) {
    const q = await queue({ type })
    expect(isOfAws(q.url), 'whether the queue URL leads to AWS, as the endpoint does').toBe(isOfAws(endpoint))
    const account = (await q.arn()).split(':')[4]
    expect(new URL(q.url).pathname, 'the path of the queue URL').toMatch(new RegExp(`/${account}/${q.name.replace('.', '\\.')}$`))
  },
})

clause('sqs.queue.arn.format', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, expect }, { type }) {
    const q = await queue({ type })
    const [arn, partition, service, region, account, name, ...rest] = (await q.arn()).split(':')
    expect([arn, service, name, rest], 'the ARN without partition, region and account').toEqual(['arn', 'sqs', q.name, []])
    expect(partition ?? '', 'the partition').toMatch(/^aws(-[a-z-]+)?$/)
    expect(region ?? '', 'the region').toMatch(/^[a-z0-9-]+$/)
    expect(account ?? '', 'the account').toMatch(/^\d{12}$/)
  },
})

clause('sqs.queue.url.get-by-name', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, sqs, expect }, { type }) {
    const [q, other] = [await queue({ type }), await queue({ type })]
    expect((await sqs.getQueueUrl({ QueueName: q.name })).QueueUrl, 'the URL of the first queue').toBe(q.url)
    expect((await sqs.getQueueUrl({ QueueName: other.name })).QueueUrl, 'the URL of the second queue').toBe(other.url)
  },
})

clause('sqs.queue.url.get-missing', {
  axes: { protocol: protocols },
  given: { end: queueNames() },
  cases: 2,
  async check({ sqs, name, refused }, { end }) {
    await refused(sqs.getQueueUrl({ QueueName: name(`-${end}`) }))
    // Whether another account has such a queue, its policy may not let one know.
    await refused(sqs.getQueueUrl({ QueueName: name(`-${end}`), QueueOwnerAWSAccountId: '111122223333' }), anyClientError)
  },
})

/** Whatever a request does by the name, one by the URL sees; what a name without a queue is answered with is open. */
clause('sqs.queue.url.name-alone', {
  axes: { type: queueTypes, protocol: protocols },
  given: { end: queueNames() },
  cases: 2,
  async check({ queue, sqs, name, refused, expect }, { type, end }) {
    const suffix = type === 'fifo' ? '.fifo' : ''
    const q = await queue({ type, name: name(`-${end}${suffix}`) })
    const message = { MessageBody: 'by name', ...(type === 'fifo' ? { MessageGroupId: 'group', MessageDeduplicationId: 'once' } : {}) }
    const { MessageId } = await sqs.sendMessage({ QueueUrl: q.name, ...message })
    expect((await q.receiveOne()).MessageId, 'what is received by the URL').toBe(MessageId)
    await sqs.setQueueAttributes({ QueueUrl: q.name, Attributes: { VisibilityTimeout: '41' } })
    expect((await sqs.getQueueAttributes({ QueueUrl: q.name, AttributeNames: ['QueueArn'] })).Attributes, 'the ARN by the name').toEqual({
      QueueArn: await q.arn(),
    })
    await refused(sqs.sendMessage({ QueueUrl: name(`-none${suffix}`), ...message }))
  },
})

/** A queue is refused, and not made all the same. */
const isNotMade = async ({ queue, sqs, refused }: SqsCase, spec: QueueSpec & { readonly name: string }): Promise<void> => {
  await refused(queue(spec))
  await refused(sqs.getQueueUrl({ QueueName: spec.name }), anyClientError)
}

clause('sqs.queue.name.max-80', {
  axes: { protocol: protocols },
  async check(t) {
    const { queue, name } = t
    const longest = await queue({ name: name('', 80) })
    await longest.send()
    await longest.receiveOne()
    await isNotMade(t, { name: name('', 81) })
  },
})

clause('sqs.queue.name.fifo-suffix-counts', {
  axes: { protocol: protocols },
  async check(t) {
    const { queue, name } = t
    const longest = await queue({ type: 'fifo', name: name('.fifo', 80) })
    await longest.send()
    await longest.receiveOne()
    await isNotMade(t, { type: 'fifo', name: name('.fifo', 81) })
  },
})

clause('sqs.queue.name.min-1', {
  axes: { protocol: protocols },
  async check({ sqs, refused }) {
    await refused(sqs.createQueue({ QueueName: '' }))
  },
})

const foreign = fc.oneof(fc.constantFrom(...' !"#$%&\'()*+,/:;<=>?@[\\]^`{|}~é日'), fc.constantFrom('\t', '\u007f', '😀'))
clause('sqs.queue.name.charset', {
  axes: { type: queueTypes, protocol: protocols },
  given: { allowed: fc.string({ unit: fc.constantFrom(...LETTERS_DIGITS, '-', '_'), minLength: 1, maxLength: 20 }), character: foreign },
  edges: [{ character: ' ' }, { character: '/' }],
  async check(t, { type, allowed, character }) {
    const { queue, name } = t
    const suffix = type === 'fifo' ? '.fifo' : ''
    await queue({ type, name: name(`-${allowed}${suffix}`) })
    await isNotMade(t, { type, name: name(`-${character}${allowed}${suffix}`) })
  },
})

clause('sqs.queue.name.fifo-suffix-required', {
  axes: { protocol: protocols },
  given: { end: fc.constantFrom('', '-fifo', '_fifo', 'fifo') },
  cases: 2,
  async check(t, { end }) {
    const { queue, name } = t
    await isNotMade(t, { type: 'fifo', name: name(end) })
    await queue({ type: 'fifo', name: name(`${end}.fifo`) })
  },
})

/** Two names that differ in case are two queues: a message in one is not in the other. */
clause('sqs.queue.name.case-sensitive', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, sqs, name, refused, expect }, { type }) {
    const lower = name(`-case${type === 'fifo' ? '.fifo' : ''}`)
    const mixed = lower.replace('-case', '-Case')
    const q = await queue({ type, name: lower })
    await refused(sqs.getQueueUrl({ QueueName: mixed }), 'sqs.queue.url.get-missing')
    const other = await queue({ type, name: mixed })
    expect(other.url, 'the URL of the queue whose name differs in case').not.toBe(q.url)
    await q.send({ MessageBody: 'mine' })
    await other.send({ MessageBody: 'the other' })
    expect((await q.receiveOne()).Body, 'what the first queue holds').toBe('mine')
    expect((await other.receiveOne()).Body, 'what the second queue holds').toBe('the other')
  },
})

const MISSING: Readonly<Record<string, object>> = {
  AddPermission: { Label: 'label', AWSAccountIds: ['111122223333'], Actions: ['SendMessage'] },
  ChangeMessageVisibility: { ReceiptHandle: 'handle', VisibilityTimeout: 1 },
  ChangeMessageVisibilityBatch: { Entries: [{ Id: 'a', ReceiptHandle: 'handle', VisibilityTimeout: 1 }] },
  DeleteMessage: { ReceiptHandle: 'handle' },
  DeleteMessageBatch: { Entries: [{ Id: 'a', ReceiptHandle: 'handle' }] },
  RemovePermission: { Label: 'label' },
  SendMessage: { MessageBody: 'body' },
  SendMessageBatch: { Entries: [{ Id: 'a', MessageBody: 'body' }] },
  SetQueueAttributes: { Attributes: { DelaySeconds: '0' } },
  TagQueue: { Tags: { key: 'value' } },
  UntagQueue: { TagKeys: ['key'] },
}
/** The operations that address a queue by its URL; DeleteQueue has a line of its own. */
const addressing = OPERATIONS.filter(
  (operation) =>
    ![
      'CreateQueue',
      'DeleteQueue',
      'GetQueueUrl',
      'ListQueues',
      'StartMessageMoveTask',
      'ListMessageMoveTasks',
      'CancelMessageMoveTask',
    ].includes(operation),
)

clause('sqs.queue.nonexistent-op', {
  axes: { operation: addressing, protocol: protocols },
  async check({ queue, call, name, refused }, { operation }) {
    const { url, name: existing } = await queue()
    await refused(call(operation, { QueueUrl: url.replace(existing, name()), ...MISSING[operation] }))
  },
})

clause('sqs.queue.delete.missing-queue', {
  axes: { protocol: protocols },
  async check({ queue, sqs, name, refused }) {
    const { url, name: existing } = await queue()
    await refused(sqs.deleteQueue({ QueueUrl: url.replace(existing, name()) }))
  },
})
