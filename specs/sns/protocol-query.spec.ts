import { clause, fc } from './bench.js'
import type { Answer } from '../../src/suite/index.js'
import { listen, open } from './listener.js'

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/'
const REQUEST_ID = /<ResponseMetadata>\s*<RequestId>[^<]+<\/RequestId>\s*<\/ResponseMetadata>/
/** The text of the first element of the name. */
const element = ({ text }: Answer, name: string): string | undefined =>
  new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(text)?.[1]
/** The names of elements from the root inwards, of the first branch of each. */
const opens = ({ text }: Answer): readonly string[] => [...text.matchAll(/<([A-Za-z0-9]+)[\s/>]/g)].map(([, name]) => name!)

clause('sns.query.version', {
  axes: { where: ['body', 'query string'] },
  async check(t, { where }) {
    const topic = await t.topic()
    const params = { Action: 'GetTopicAttributes', TopicArn: topic.arn }
    const query = new URLSearchParams({ ...params, Version: '2010-03-31' }).toString()
    const answer = where === 'body' ? await t.form(params) : await t.http({ path: `/?${query}`, operation: 'GetTopicAttributes' })
    t.expect(answer.status, 'the status').toBe(200)
    t.expect(answer.text, 'the answer').toContain(`<value>${topic.arn}</value>`)
  },
})

clause('sns.query.response-wrapper', {
  async check(t) {
    const answer = await t.form({ Action: 'Publish', TopicArn: (await t.topic()).arn, Message: 'text' })
    t.expect(answer.text, 'the answer').toMatch(new RegExp(`<PublishResponse[^>]*xmlns="${NAMESPACE}"`))
    t.expect(opens(answer).slice(0, 3), 'the outer elements').toEqual(['PublishResponse', 'PublishResult', 'MessageId'])
    t.expect(answer.text, 'the answer').toMatch(REQUEST_ID)
  },
})

clause('sns.query.no-result-element', {
  axes: { action: ['DeleteTopic', 'SetTopicAttributes', 'TagResource'] },
  async check(t, { action }) {
    const { arn } = await t.topic()
    const params = {
      DeleteTopic: { TopicArn: arn },
      SetTopicAttributes: { TopicArn: arn, AttributeName: 'DisplayName', AttributeValue: 'name' },
      TagResource: { ResourceArn: arn, 'Tags.member.1.Key': 'key', 'Tags.member.1.Value': 'value' },
    }[action]!
    const answer = await t.form({ Action: action, ...params })
    t.expect(answer.status, 'the status').toBe(200)
    t.expect(opens(answer).filter((name) => name === `${action}Result`).length, 'how many Result elements there are').toBe(
      action === 'TagResource' ? 1 : 0,
    )
    t.expect(answer.text, 'the answer').toMatch(REQUEST_ID)
  },
})

clause('sns.query.error-format', {
  async check(t) {
    const answer = await t.form({ Action: 'GetTopicAttributes', TopicArn: await t.noTopic() })
    t.expect(answer.status, 'the status').toBe(404)
    t.expect(opens(answer).slice(0, 2), 'the outer elements').toEqual(['ErrorResponse', 'Error'])
    t.expect([element(answer, 'Type'), element(answer, 'Code')], 'Type and Code').toEqual(['Sender', 'NotFound'])
    for (const name of ['Message', 'RequestId']) t.expect(element(answer, name) ?? '', name).toMatch(/./)
  },
})

/** Lists, maps and message attributes, on the way in. */
clause('sns.query.list-encoding', {
  async check(t) {
    const name = t.name()
    const made = await t.form({
      Action: 'CreateTopic', Name: name, 'Attributes.entry.1.key': 'DisplayName', 'Attributes.entry.1.value': 'name',
      'Tags.member.1.Key': 'a', 'Tags.member.1.Value': '1', 'Tags.member.2.Key': 'b', 'Tags.member.2.Value': '2',
    }) // prettier-ignore
    t.expect(made.status, 'the status of CreateTopic').toBe(200)
    t.cleanup(() => t.sns.deleteTopic({ TopicArn: element(made, 'TopicArn') }))
    const topic = await t.topic({ name })
    t.expect((await topic.attributes())['DisplayName'], 'DisplayName').toBe('name')
    t.expect((await t.sns.listTagsForResource({ ResourceArn: topic.arn })).Tags, 'the tags').toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ])
    const inbox = await t.inbox(topic)
    const attribute = 'MessageAttributes.entry.1'
    await t.form({
      Action: 'Publish',
      TopicArn: topic.arn,
      Message: 'text',
      [`${attribute}.Name`]: 'n',
      [`${attribute}.Value.DataType`]: 'String',
      [`${attribute}.Value.StringValue`]: 'v',
    })
    t.expect((await inbox.envelopes(1))[0]?.MessageAttributes, 'MessageAttributes').toEqual({ n: { Type: 'String', Value: 'v' } })
  },
})

clause('sns.query.unknown-action', {
  given: { Action: fc.constantFrom('Nope', 'publish', 'SendMessage', 'PublishAll') },
  edges: [{ Action: 'publish' }],
  async check(t, { Action }) {
    const answer = await t.form({ Action })
    t.expect(answer.status, 'the status').toBe(400)
    t.expect(element(answer, 'Code'), 'Code').toBe('InvalidAction')
  },
})

clause('sns.query.version-optional-on-links', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const listener = await listen(t, topic)
    const { SubscribeURL } = await listener.confirmation()
    t.expect(SubscribeURL, 'SubscribeURL').not.toContain('Version=')
    t.expect((await open(t, SubscribeURL)).status, 'the status of SubscribeURL').toBe(200)
    await topic.publish()
    const [envelope] = await listener.notifications()
    t.expect((await open(t, (envelope?.UnsubscribeURL ?? '').replace(/&Version=[^&]*/, ''))).status, 'the status of UnsubscribeURL').toBe(
      200,
    )
  },
})

// ---- errors

clause('sns.errors.invalid-parameter-400', {
  given: { fault: fc.constantFrom('Subject', 'TopicArn', 'AttributeName') },
  edges: [{ fault: 'Subject' }, { fault: 'TopicArn' }, { fault: 'AttributeName' }],
  async check(t, { fault }) {
    const topic = await t.topic()
    const call = {
      Subject: () => topic.publish({ Subject: '' }),
      TopicArn: () => t.sns.getTopicAttributes({ TopicArn: 'topic' }),
      AttributeName: () => topic.set('FifoTopic', 'true'),
    }[fault]!()
    const refusal = await t.refused(call, { code: 'InvalidParameter', status: 400 })
    t.expect(refusal.error.message, 'the message').toMatch(new RegExp(`^Invalid parameter: ${fault}(?: Reason: .+)?$`))
  },
})

clause('sns.errors.validation-error-code', {
  axes: { by: ['Publish', 'PublishBatch'] },
  async check(t, { by }) {
    const { arn: TopicArn } = await t.topic()
    const message = { Message: 'text', MessageAttributes: { a: { StringValue: 'x' } } }
    const refusal = await t.refused(
      t.call(by, by === 'Publish' ? { TopicArn, ...message } : { TopicArn, PublishBatchRequestEntries: [{ Id: 'id', ...message }] }),
    )
    t.expect(refusal.error.message, 'the message').toMatch(
      /^1 validation error detected: Value null at '[^']+' failed to satisfy constraint: Member must not be null$/,
    )
  },
})

clause('sns.errors.notfound-404', {
  axes: { what: ['Topic', 'Subscription', 'PlatformApplication'] },
  async check(t, { what }) {
    const topic = await t.noTopic()
    const call = {
      Topic: () => t.sns.getTopicAttributes({ TopicArn: topic }),
      Subscription: () => t.sns.getSubscriptionAttributes({ SubscriptionArn: `${topic}:00000000-0000-4000-8000-000000000000` }),
      PlatformApplication: () =>
        t.sns.getPlatformApplicationAttributes({ PlatformApplicationArn: topic.split(':').with(5, `app/GCM/${t.name()}`).join(':') }),
    }[what]!()
    const refusal = await t.refused(call, { code: 'NotFound', status: 404 })
    t.expect(refusal.error.message, 'the message').toBe(`${what} does not exist`)
  },
})
