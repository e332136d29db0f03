import { anyClientError, clause, fc, protocols, queueTypes } from './bench.js'
import type { Queue, QueueType, SqsCase } from './bench.js'

const redrivePolicy = (deadLetterTargetArn: string, maxReceiveCount: unknown = 3): { RedrivePolicy: string } => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
})

/** Refused to a new queue, and to one that exists. */
const refusedTo = async (
  { queue, refused, expect }: SqsCase,
  type: QueueType,
  attributes: Record<string, string>,
  existing?: Queue,
): Promise<void> => {
  await refused(queue({ type, attributes }))
  const q = existing ?? (await queue({ type }))
  const before = await q.attributes(...Object.keys(attributes))
  await refused(q.set(attributes))
  expect(await q.attributes(...Object.keys(attributes)), 'the policy of the queue, which no refusal changed').toEqual(before)
}

/** The count may be given as a number or as text: the documentation's examples do both. */
clause('sqs.dlq.policy-set-and-read', {
  axes: { type: queueTypes, protocol: protocols },
  given: { maxReceiveCount: fc.integer({ min: 1, max: 1000 }), isText: fc.boolean(), isNew: fc.boolean() },
  edges: [
    { isText: true, isNew: true },
    { isText: false, isNew: false },
  ],
  async check({ queue, settles, profile, expect }, { type, maxReceiveCount, isText, isNew }) {
    const arn = await (await queue({ type })).arn()
    const policy = redrivePolicy(arn, isText ? String(maxReceiveCount) : maxReceiveCount)
    const source = await queue({ type, ...(isNew ? { attributes: policy } : {}) })
    if (!isNew) await source.set(policy)
    await settles(
      async () => {
        const { RedrivePolicy = '{}' } = await source.attributes('RedrivePolicy')
        const { maxReceiveCount: count, ...rest } = JSON.parse(RedrivePolicy) as Record<string, unknown>
        expect({ ...rest, maxReceiveCount: Number(count) }, 'the redrive policy').toEqual({ deadLetterTargetArn: arn, maxReceiveCount })
      },
      profile.tolerates('sqs.ec.attributes-60s') ? 60_000 : profile.lateness,
    )
  },
})

/** It disappears from the attributes, and no message is moved any more. Nothing happens where there was none. */
clause('sqs.dlq.policy-remove-with-empty', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, deadLetterPair, settles, profile, expect }, { type }) {
    const { source } = await deadLetterPair({ type, maxReceiveCount: 1 })
    const mayLag = profile.tolerates('sqs.ec.attributes-60s')
    for (const q of [source, await queue({ type })]) {
      await q.set({ RedrivePolicy: '' })
      const gone = async () => expect(Object.keys(await q.attributes()), 'the names of all attributes').not.toContain('RedrivePolicy')
      await settles(gone, mayLag ? 60_000 : profile.lateness)
    }
    if (mayLag) return
    await source.send()
    for (let nth = 0; nth < 3; nth++) await source.receiveOne({ VisibilityTimeout: 0 })
  },
})

/**
 * The present API reference gives the default; earlier ones asked for both fields, and the service was seen to refuse a policy without
 * the count. So the policy may be refused; if it is not, the eleventh receive moves the message.
 */
clause('sqs.dlq.max-receive-default-10', {
  axes: { type: queueTypes },
  async check({ deadLetterPair, refused, expect }, { type }) {
    const made = deadLetterPair({ type })
    const [{ status }] = await Promise.allSettled([made])
    if (status === 'rejected') return void (await refused(made, anyClientError))
    const { source, deadLettered } = await made
    await source.send({ MessageBody: 'failing' })
    for (let nth = 0; nth < 10; nth++) await source.receiveOne({ VisibilityTimeout: 0 })
    if (!source.mayRepeat()) await source.receiveNone('a message that was received ten times is not delivered again')
    expect((await deadLettered(1))[0]!.Body, 'the message in the dead-letter queue').toBe('failing')
  },
})

clause('sqs.dlq.max-receive-range', {
  axes: { type: queueTypes, protocol: protocols },
  given: {
    inside: fc.integer({ min: 1, max: 1000 }),
    outside: fc.oneof(fc.integer({ min: -1000, max: 0 }), fc.integer({ min: 1001, max: 100_000 })),
    isText: fc.boolean(),
  },
  edges: [
    { inside: 1, outside: 0, isText: false },
    { inside: 1000, outside: 1001, isText: true },
  ],
  async check(t, { type, inside, outside, isText }) {
    const asGiven = (count: number) => (isText ? String(count) : count)
    const arn = await (await t.queue({ type })).arn()
    const source = await t.queue({ type, attributes: redrivePolicy(arn, asGiven(inside)) })
    await refusedTo(t, type, redrivePolicy(arn, asGiven(outside)), source)
  },
})

clause('sqs.dlq.policy-json-string', {
  axes: { protocol: protocols },
  given: { text: fc.constantFrom('policy', '{', '{"deadLetterTargetArn":', '[]', '1', '"text"', 'true', 'null') },
  edges: [{ text: 'null' }],
  async check(t, { text }) {
    await refusedTo(t, 'standard', { RedrivePolicy: text })
  },
})

clause('sqs.dlq.target-arn-malformed', {
  axes: { protocol: protocols },
  given: { target: fc.constantFrom('dummy', 'arn:aws:sqs', 'the name', 'the URL') },
  edges: [{ target: 'dummy' }],
  async check(t, { target }) {
    const dlq = await t.queue()
    await refusedTo(t, 'standard', redrivePolicy(target === 'the name' ? dlq.name : target === 'the URL' ? dlq.url : target))
  },
})

/** The ARN is right but for the name; afterwards there is still no queue of that name. */
clause('sqs.dlq.not-created-automatically', {
  axes: { type: queueTypes },
  async check(t, { type }) {
    const source = await t.queue({ type })
    const missing = t.name(type === 'fifo' ? '.fifo' : '')
    await refusedTo(t, type, redrivePolicy((await source.arn()).slice(0, -source.name.length) + missing), source)
    await t.refused(t.sqs.getQueueUrl({ QueueName: missing }), 'sqs.queue.url.get-missing')
  },
})

clause('sqs.dlq.same-type', {
  axes: { type: queueTypes, protocol: protocols },
  async check(t, { type }) {
    const dlq = await t.queue({ type: type === 'fifo' ? 'standard' : 'fifo' })
    await refusedTo(t, type, redrivePolicy(await dlq.arn()))
  },
})

/** Said or not, any queue may use it. */
clause('sqs.dlq.allow-policy-default', {
  axes: { type: queueTypes },
  given: { isSaid: fc.boolean() },
  edges: [{ isSaid: false }, { isSaid: true }],
  cases: 2,
  async check({ queue }, { type, isSaid }) {
    const dlq = await queue({ type, attributes: isSaid ? { RedriveAllowPolicy: '{"redrivePermission":"allowAll"}' } : {} })
    const attributes = redrivePolicy(await dlq.arn())
    await queue({ type, attributes })
    await (await queue({ type })).set(attributes)
  },
})

clause('sqs.dlq.allow-policy-deny-all', {
  axes: { type: queueTypes, protocol: protocols },
  async check(t, { type }) {
    const dlq = await t.queue({ type, attributes: { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' } })
    await refusedTo(t, type, redrivePolicy(await dlq.arn()))
  },
})

const byQueue = (sourceQueueArns: readonly string[]): { RedriveAllowPolicy: string } => ({
  RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns }),
})

clause('sqs.dlq.allow-policy-by-queue', {
  axes: { type: queueTypes, protocol: protocols },
  given: { listed: fc.integer({ min: 1, max: 3 }) },
  cases: 2,
  async check(t, { type, listed }) {
    const sources: Queue[] = []
    while (sources.length < listed) sources.push(await t.queue({ type }))
    const dlq = await t.queue({ type, attributes: byQueue(await Promise.all(sources.map((source) => source.arn()))) })
    const policy = redrivePolicy(await dlq.arn())
    for (const source of sources) await source.set(policy)
    await refusedTo(t, type, policy)
    await refusedTo(
      t,
      type,
      { RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: await sources[0]!.arn() }) },
      dlq,
    )
  },
})

/** Of queues that exist: whether others may be listed is not documented. */
clause('sqs.dlq.allow-policy-max-10', {
  cases: 1,
  async check({ queue, refused }) {
    const sources = await Promise.all(Array.from({ length: 11 }, () => queue()))
    const arns = await Promise.all(sources.map((source) => source.arn()))
    await refused(queue({ attributes: byQueue(arns) }))
    const dlq = await queue({ attributes: byQueue(arns.slice(0, 10)) })
    await sources[9]!.set(redrivePolicy(await dlq.arn()))
    await refused(dlq.set(byQueue(arns)))
  },
})

clause('sqs.dlq.allow-policy-arns-only-by-queue', {
  axes: { type: queueTypes },
  given: { redrivePermission: fc.constantFrom('allowAll', 'denyAll') },
  edges: [{ redrivePermission: 'allowAll' }, { redrivePermission: 'denyAll' }],
  cases: 2,
  async check(t, { type, redrivePermission }) {
    const source = await t.queue({ type })
    await refusedTo(t, type, { RedriveAllowPolicy: JSON.stringify({ redrivePermission, sourceQueueArns: [await source.arn()] }) })
  },
})

clause('sqs.dlq.allow-policy-values', {
  axes: { type: queueTypes, protocol: protocols },
  given: {
    accepted: fc.constantFrom('allowAll', 'denyAll', 'byQueue'),
    refused: fc.constantFrom('allow', 'deny', 'none', 'byTopic', '*', ''),
    noObject: fc.constantFrom('allowAll', '"allowAll"', '["allowAll"]', 'null'),
  },
  edges: [{ accepted: 'allowAll' }, { accepted: 'denyAll' }, { accepted: 'byQueue' }],
  async check(t, { type, accepted, refused, noObject }) {
    const source = await t.queue({ type })
    const policy =
      accepted === 'byQueue' ? byQueue([await source.arn()]) : { RedriveAllowPolicy: JSON.stringify({ redrivePermission: accepted }) }
    const dlq = await t.queue({ type, attributes: policy })
    const { RedriveAllowPolicy = '{}' } = await dlq.attributes('RedriveAllowPolicy')
    t.expect(JSON.parse(RedriveAllowPolicy), 'the redrive allow policy').toEqual(JSON.parse(policy.RedriveAllowPolicy))
    await refusedTo(t, type, { RedriveAllowPolicy: JSON.stringify({ redrivePermission: refused }) }, source)
    await refusedTo(t, type, { RedriveAllowPolicy: noObject }, source)
  },
})

/** How long after a queue was given its redrive policy it may be missing from the list. */
const spread = ({ profile }: SqsCase): number => (profile.tolerates('sqs.ec.attributes-60s') ? 60_000 : 0) + profile.lateness

clause('sqs.dlq.list-sources', {
  axes: { type: queueTypes, protocol: protocols },
  given: { sources: fc.integer({ min: 1, max: 3 }) },
  cases: 2,
  async check(t, { type, sources }) {
    const dlq = await t.queue({ type })
    const urls: string[] = []
    while (urls.length < sources) urls.push((await t.deadLetterPair({ type, maxReceiveCount: 5, dlq })).source.url)
    await t.settles(async () => {
      const { queueUrls = [] } = await t.sqs.listDeadLetterSourceQueues({ QueueUrl: dlq.url })
      t.expect([...queueUrls].sort(), 'the URLs of the source queues').toEqual(urls.sort())
    }, spread(t))
  },
})

clause('sqs.dlq.list-sources-empty', {
  axes: { queue: ['ordinary', 'source'], protocol: protocols },
  async check({ queue, deadLetterPair, sqs, expect }, { queue: kind }) {
    const q = kind === 'source' ? (await deadLetterPair({ maxReceiveCount: 5 })).source : await queue()
    const { queueUrls = [] } = await sqs.listDeadLetterSourceQueues({ QueueUrl: q.url })
    expect(queueUrls, 'the URLs of the source queues').toEqual([])
  },
})

clause('sqs.dlq.list-sources-lowercase-member', {
  async check(t) {
    const { source, dlq } = await t.deadLetterPair({ maxReceiveCount: 5 })
    await t.settles(async () => {
      const body = (await t.json('ListDeadLetterSourceQueues', { QueueUrl: dlq.url })).json()
      t.expect(body, 'the body of the answer').toHaveProperty('queueUrls', [source.url])
      t.expect(body, 'the body of the answer').not.toHaveProperty('QueueUrls')
    }, spread(t))
  },
})
