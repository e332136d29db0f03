import { clause, fc } from './bench.js'
import { delivers, filterOf, filters, gets, messageOf, scopes } from './filtering.js'
import type { Filtered, Scope } from './filtering.js'

const word = fc.stringMatching(/^[A-Za-z0-9_.éß日-]{1,12}$/)
const words = (n: number) => fc.uniqueArray(word, { minLength: n, maxLength: n, selector: (text) => text.toLowerCase() })

const rows: readonly { readonly id: string; readonly scopes?: readonly Scope[]; readonly drawn: fc.Arbitrary<Filtered> }[] = [
  {
    id: 'sns.filter.unlisted-properties-ignored',
    drawn: fc
      .tuple(words(3), fc.integer())
      .map(([[a, b, c], n]) => ({
        policy: { key: [a] },
        accepted: [{ key: a }, { key: a, x: b, y: n, z: [c, n] }],
        refused: [{ key: b, x: a }],
      })),
  },
  {
    id: 'sns.filter.case-sensitive',
    drawn: fc
      .stringMatching(/^[a-z]{1,9}$/)
      .map((a) => ({
        policy: { key: [a, { prefix: `p${a}` }, { suffix: `${a}s` }] },
        accepted: [{ key: a }, { key: `p${a}x` }, { key: `x${a}s` }],
        refused: [{ key: a.toUpperCase() }, { key: a[0]!.toUpperCase() + a.slice(1) }, { key: `P${a}x` }, { key: `x${a}S` }, { KEY: a }],
      })),
  },
  {
    id: 'sns.filter.and-across-keys',
    drawn: words(4).map(([a, b, c, no]) => ({
      policy: { k1: [a], k2: [b], k3: [c] },
      accepted: [{ k1: a, k2: b, k3: c }],
      refused: [
        { k1: no, k2: b, k3: c },
        { k1: a, k2: no, k3: c },
        { k1: a, k2: b, k3: no },
        { k1: b, k2: a, k3: c },
      ],
    })),
  },
  {
    id: 'sns.filter.or-within-key',
    drawn: words(4).map(([a, b, c, no]) => ({
      policy: { key: [a, b, { prefix: `~${c}` }] },
      accepted: [{ key: a }, { key: b }, { key: `~${c}~` }],
      refused: [{ key: no }],
    })),
  },
  {
    id: 'sns.filter.missing-key-rejects',
    drawn: words(2).map(([a, b]) => ({
      policy: { k1: [a], k2: [b, { exists: false }] },
      accepted: [{ k1: a, k2: b }, { k1: a }],
      refused: [{ k2: b }, { other: a }, {}],
    })),
  },
  {
    id: 'sns.filter.null-does-not-match-missing',
    drawn: words(2).map(([a, b]) => ({
      policy: { key: [null, { 'anything-but': [a] }] },
      accepted: [{ key: b }],
      refused: [{}, { other: b }],
    })),
  },
  {
    id: 'sns.filter.null-matches-json-null',
    drawn: word.map((a) => ({
      policy: { key: [null] },
      accepted: [{ key: [null] }, { key: [a, null] }],
      refused: [{ key: [a] }, { key: 'null' }],
    })),
  },
]

for (const { id, scopes: of = scopes, drawn } of rows) {
  clause(id, { axes: { scope: of }, given: { drawn }, check: (t, { scope, drawn }) => filters(t, scope, drawn) })
}

clause('sns.filter.no-policy-all', {
  given: { values: words(3) },
  async check(t, { values: [a, b, c] }) {
    const messages = [
      messageOf('MessageAttributes', { 'odd-name.1': b, key: [a, 1, null] }, 0),
      messageOf('MessageBody', { key: c }, 1),
      { Message: `plain ${a}` },
    ]
    await delivers(t, await t.topic(), {}, messages, [])
  },
})

clause('sns.filter.scope-default-attributes', {
  given: { values: words(2), isWritten: fc.boolean() },
  async check(t, { values: [a, b], isWritten }) {
    const attributes = { ...filterOf('MessageAttributes', { key: [a] }), ...(isWritten ? { FilterPolicyScope: 'MessageAttributes' } : {}) }
    const inBody = messageOf('MessageBody', { key: a }, 0)
    const both = {
      ...messageOf('MessageBody', { key: a }, 1),
      MessageAttributes: messageOf('MessageAttributes', { key: b }, 1).MessageAttributes,
    }
    await delivers(t, await t.topic(), attributes, [messageOf('MessageAttributes', { key: a }, 2)], [inBody, both])
  },
})

/** Until the new policy is in use the old one may hold; afterwards the old one no longer does, though it has been used. */
clause('sns.filter.change-eventual-15min', {
  axes: { scope: scopes },
  given: { values: words(2) },
  cases: 1,
  async check(t, { scope, values: [a, b] }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic, { attributes: filterOf(scope, { key: [a] }) })
    const before = messageOf(scope, { key: a }, 2)
    await topic.publish(before)
    t.expect(await inbox.texts(1), 'the message that the old policy accepts').toEqual([before.Message])
    const set = await t.sns.setSubscriptionAttributes({
      SubscriptionArn: inbox.subscriptionArn,
      AttributeName: 'FilterPolicy',
      AttributeValue: JSON.stringify({ key: [b] }),
    })
    if (t.profile.tolerates('sns.filter.change-eventual-15min')) await t.time.pass(t.time.after(set, 900_000))
    const [old, fresh] = [messageOf(scope, { key: a }, 0), messageOf(scope, { key: b }, 1)]
    for (const message of [old, fresh]) await topic.publish(message)
    let came = await inbox.texts(1)
    while (inbox.isRepeatable() && came[0] === before.Message) came = await inbox.texts(1)
    t.expect(came, 'the message that the new policy accepts').toEqual([fresh.Message])
    await inbox.never('a message came that only the old policy accepts', [old.Message])
  },
})

clause('sns.filter.rejected-publish-still-200', {
  axes: { scope: scopes },
  given: { values: words(2) },
  async check(t, { scope, values: [a, b] }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic, { attributes: filterOf(scope, { key: [a] }) })
    const [refused, accepted] = [messageOf(scope, { key: b }, 0), messageOf(scope, { key: a }, 1)]
    const { MessageId } = await topic.publish(refused)
    t.expect(MessageId, 'the id of a message that nobody gets').toBeTypeOf('string')
    await topic.publish(accepted)
    await gets(t, inbox, [accepted], [refused])
  },
})

/** A dead-letter queue that gets what the first queue gets; a message kept out would be in it, if anywhere. */
clause('sns.filter.rejected-not-to-dlq', {
  axes: { scope: scopes },
  given: { values: words(2) },
  async check(t, { scope, values: [a, b] }) {
    const topic = await t.topic()
    const { attributes, dlq } = await t.deadLetters(topic)
    const inbox = await t.inbox(topic, { attributes: { ...filterOf(scope, { key: [a] }), ...attributes } })
    const [refused, accepted] = [messageOf(scope, { key: b }, 0), messageOf(scope, { key: a }, 1)]
    for (const message of [refused, accepted]) await topic.publish(message)
    await gets(t, inbox, [accepted], [refused])
    await dlq.never('a message that the filter policy does not accept came to the dead-letter queue')
  },
})
