import { beforeAll, expect, test } from 'vitest'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { alteredIn, outputOf, withOutput } from '../../../src/oracle/linear/altered.fixture.js'
import type { Members } from '../../../src/oracle/linear/members.js'
import { heldTo } from '../../../src/oracle/linear/walked.fixture.js'
import type { Strictness } from '../../../src/oracle/oracle.js'
import { snsLaws } from '../laws.js'
import { messagesOf, publishAndConsume } from './app.fixture.js'

let history: readonly Exchange[]
let sharp: Strictness
beforeAll(async () => {
  ;({ exchanges: history, strictness: sharp } = await publishAndConsume({ seed: 1, conditions: 'near', level: 'calm' }))
})

const queueOf = ({ input }: Exchange): string => String(input['QueueUrl']).split('/').at(-1)!
const broken = (mutated: readonly Exchange[]): readonly string[] =>
  heldTo([snsLaws], mutated, sharp).findings.map(({ law, clause }) => `${law} ${clause.replace('sns.', '')}`)
const envelopeOf = ({ Body }: Members): Members | undefined =>
  String(Body).startsWith('{') ? (JSON.parse(String(Body)) as Members) : undefined

/** All histories in which a received message is handed over as others: none, another, several. */
const received = (isMeant: (exchange: Exchange, message: Members) => boolean, instead: (message: Members) => readonly Members[]) =>
  history.flatMap((exchange, at) =>
    messagesOf(exchange).flatMap((message, nth) => {
      if (!isMeant(exchange, message)) return []
      const Messages = messagesOf(exchange).flatMap((one, other) => (other === nth ? instead(one) : [one]))
      return [history.map((one, index) => (index === at ? withOutput(one, { Messages }) : one))]
    }),
  )
const inEnvelope = (change: Members) => (message: Members) => [{ ...message, Body: JSON.stringify({ ...envelopeOf(message), ...change }) }]

/** Those that were published when messages had long come. */
const isLate = (text: string): boolean => /^s |^[pqr] (?:1\d|2[0-4])$|:(?:1\d|2[0-4])}$/.test(text)
const textOf = (message: Members): string => String(envelopeOf(message)?.['Message'] ?? message['Body'])

const publishOf = (message: Members): Exchange => history.find(({ input }) => input['Message'] === textOf(message))!

/** What comes to all queues, comes once to a queue whose filter refuses it besides what it accepts. */
const unfiltered = (name: string, from: string) => {
  const accepted = new Set(history.flatMap((exchange) => (queueOf(exchange) === name ? messagesOf(exchange).map(textOf) : [])))
  const others = history.flatMap((exchange) => (queueOf(exchange) === from ? messagesOf(exchange) : []))
  return others
    .filter((message) => isLate(textOf(message)) && !accepted.has(textOf(message)))
    .flatMap((message) => {
      const after = publishOf(message).received
      const at = history.findIndex((exchange) => queueOf(exchange) === name && messagesOf(exchange).length > 0 && exchange.sent > after)
      if (at === -1) return []
      const Messages = [...messagesOf(history[at]!), message]
      return [history.map((one, index) => (index === at ? withOutput(one, { Messages }) : one))]
    })
}

/** The same history, in which the filter of each subscription was changed while each message was published. */
const refiltered = (one: readonly Exchange[]): readonly Exchange[] =>
  one.flatMap((exchange) => {
    if (exchange.operation !== 'Publish') return [exchange]
    const changes = [...subscriptionArns()].map((SubscriptionArn) => ({
      ...exchange,
      operation: 'SetSubscriptionAttributes',
      input: { SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue: '{"kind":["b"]}' },
      outcome: { kind: 'answered', output: {} } as const,
    }))
    return [...changes, exchange]
  })
const subscriptionArns = (): Set<string> =>
  new Set(history.flatMap((exchange) => (exchange.operation === 'Subscribe' ? [String(outputOf(exchange)['SubscriptionArn'])] : [])))

/** All histories in which two messages of one group come to a FIFO queue the other way round. */
const swapped = (): readonly (readonly Exchange[])[] => {
  const came = history.flatMap((exchange) =>
    queueOf(exchange) === 'a.fifo' ? messagesOf(exchange).map((message) => ({ exchange, message })) : [],
  )
  const groupOf = (message: Members): number => Number(textOf(message).split(' ')[1]) % 3
  return came.flatMap((first, nth) => {
    const second = came.slice(nth + 1).find(({ message }) => groupOf(message) === groupOf(first.message))
    if (second === undefined) return []
    const [before, after] = [publishOf(first.message), publishOf(second.message)]
    if (before.received >= after.sent || after.received >= first.exchange.sent) return []
    const other = new Map([[first.message, second.message], [second.message, first.message]]) // prettier-ignore
    return [
      history.map((one) =>
        one === first.exchange || one === second.exchange
          ? withOutput(one, { Messages: messagesOf(one).map((message) => other.get(message) ?? message) })
          : one,
      ),
    ]
  })
}

/** All histories in which a publish is answered with the number of the one before it. */
const numberedAgain = () =>
  alteredIn(history, (exchange, before) => {
    const isNumbered = (one: Exchange): boolean => outputOf(one)['SequenceNumber'] !== undefined
    const earlier = before.findLast(
      (one) => isNumbered(one) && one.input['MessageGroupId'] === exchange.input['MessageGroupId'] && one.received < exchange.sent,
    )
    return earlier && isNumbered(exchange) ? withOutput(exchange, { SequenceNumber: outputOf(earlier)['SequenceNumber'] }) : undefined
  })

test('the history itself keeps every law', () => {
  expect(broken(history)).toEqual([])
})

test.each<[string, RegExp, () => readonly (readonly Exchange[])[]]>([
  [
    'a message never comes to a standard queue',
    /nothing-lost-on-the-way/,
    () =>
      received(
        (exchange, message) => /^(?:plain|raw|picky|body)$/.test(queueOf(exchange)) && isLate(textOf(message)),
        () => [],
      ),
  ],
  [
    'a message never comes to a FIFO queue',
    /nothing-lost-on-the-way/,
    () =>
      received(
        (exchange, message) => /^(?:b|picky).fifo$/.test(queueOf(exchange)) && isLate(textOf(message)) && !textOf(message).startsWith('s'),
        () => [],
      ),
  ],
  [
    'a message is invented',
    /arrived-was-published/,
    () => received((_, message) => envelopeOf(message) !== undefined, inEnvelope({ MessageId: 'another' })),
  ],
  [
    'a message comes before it was published',
    /arrived-was-published/,
    () => {
      const late = history.findLast((exchange) => queueOf(exchange) === 'plain' && messagesOf(exchange).length > 0)!
      return received(
        (exchange, message) => queueOf(exchange) === 'plain' && textOf(message).startsWith('p'),
        (message) => [message, messagesOf(late)[0]!],
      )
    },
  ],
  [
    'a message is another',
    /arrived-was-published/,
    () => received((_, message) => envelopeOf(message) !== undefined, inEnvelope({ Message: 'another' })),
  ],
  ['a message comes that attributes refuse', /nothing-unfiltered/, () => unfiltered('picky', 'plain')],
  ['a raw message comes whose body refuses', /nothing-unfiltered/, () => unfiltered('body', 'plain')],
  ['a message comes to a FIFO queue that attributes refuse', /nothing-unfiltered/, () => unfiltered('picky.fifo', 'a.fifo')],
  ['two messages of a group change places', /order-in-group/, swapped],
  [
    'a message is in a FIFO queue twice',
    /not-twice/,
    () =>
      received(
        (exchange) => queueOf(exchange) === 'a.fifo',
        (message) => [message, { ...message, MessageId: 'copy' }],
      ),
  ],
  [
    'a message is in a standard queue twice',
    /not-twice/,
    () =>
      received(
        (exchange) => queueOf(exchange) === 'plain',
        (message) => [message, { ...message, MessageId: 'copy' }],
      ),
  ],
  ['a number comes again', /topic-sequence-numbers/, numberedAgain],
])('caught: %s', (_what, clause, mutated) => {
  const histories = mutated().filter((_, nth) => nth % 2 === 0)
  const caught = histories.filter((one) => broken(one).some((finding) => clause.test(finding)))
  expect(histories.length).toBeGreaterThan(3)
  // What comes to a queue before its publish was answered may be what another publish sent.
  expect(caught.length).toBeGreaterThanOrEqual(0.95 * histories.length)
})

test('where filters were changed around a publish both are allowed', () => {
  const histories = [history, ...unfiltered('picky', 'plain').slice(0, 4), ...unfiltered('body', 'plain').slice(0, 4)]
  expect(histories.length).toBe(9)
  for (const one of histories) expect(broken(refiltered(one)).filter((finding) => /unfiltered|lost/.test(finding))).toEqual([])
})
