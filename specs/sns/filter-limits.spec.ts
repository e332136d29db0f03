import { clause, fc } from './bench.js'
import { filterOf, giver, nowhere, type Scope, scopes } from './filtering.js'

/** A list of so many values. */
const list = (length: number): string[] => Array.from({ length }, (_, nth) => `v${nth}`)
/** One key for each length. */
const flat = (lengths: readonly number[]): Record<string, string[]> =>
  Object.fromEntries(lengths.map((length, nth) => [`k${nth}`, list(length)]))
const product = (factors: readonly number[]): number => factors.reduce((all, factor) => all * factor, 1)

/** Lengths of at most five lists, and what is left of a limit for one more. */
const lengths = (most: number, keys: number) =>
  fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: keys }).filter((some) => product(some) * 2 <= most)

const MOST = 150
/** A policy that just keeps a limit, and one that is just beyond it. */
interface Pair {
  readonly within: object
  readonly beyond: object
}

/** The longest list beside others that keeps the limit, and one value more. */
const flatPair = (others: readonly number[]): Pair => {
  const longest = Math.floor(MOST / product(others))
  return { within: flat([...others, longest]), beyond: flat([...others, longest + 1]) }
}

/** `depth` keys deep. */
const nest = (depth: number, inner: object): object => (depth === 1 ? inner : { [`n${depth}`]: nest(depth - 1, inner) })

/** Each list counts as many times as its key is deep: of one at the top and one deeper, the deeper is as long as it may be. */
const nestedPair = ([top, depth]: readonly [number, number]): Pair => {
  const longest = Math.floor(MOST / (top * depth))
  return {
    within: { top: list(top), ...nest(depth, { deep: list(longest) }) },
    beyond: { top: list(top), ...nest(depth, { deep: list(longest + 1) }) },
  }
}

/** The branches are added up, each times what stands beside. */
const orPair = ([around, branch]: readonly [number, number]): Pair => {
  const longest = Math.floor(MOST / around) - branch
  const policy = (length: number) => ({ around: list(around), $or: [{ a: list(branch) }, { b: list(length) }] })
  return { within: policy(longest), beyond: policy(longest + 1) }
}

const bytes = (size: number): object => {
  const [value, rest] = ['x'.repeat(2000), size - '{"key":[""]}'.length]
  const most = Math.floor(rest / (value.length + 3))
  const values = Array.from({ length: most }, (_, nth) => String(nth).padEnd(value.length, 'x'))
  return { key: [...values, 'y'.repeat(rest - most * (value.length + 3))] }
}

const keys = (n: number): object => flat(list(n).map(() => 1))

const rows: readonly {
  readonly id: string
  readonly scopes?: readonly Scope[]
  readonly drawn: fc.Arbitrary<Pair>
  readonly text?: string
}[] = [
  {
    id: 'sns.filter.max-5-keys',
    drawn: fc.nat(4).map((n) => ({ within: keys(5 - n), beyond: keys(6 + n) })),
    text: 'Filter policy can not have more than 5 keys',
  },
  { id: 'sns.filter.complexity-150', drawn: lengths(MOST, 4).map(flatPair), text: 'Filter policy is too complex' },
  {
    id: 'sns.filter.complexity-nested',
    scopes: ['MessageBody'],
    drawn: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 5 })).map(nestedPair),
    text: 'Filter policy is too complex',
  },
  {
    id: 'sns.filter.complexity-or-sum',
    drawn: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 20 })).map(orPair),
    text: 'Filter policy is too complex',
  },
  {
    id: 'sns.filter.max-size-256k',
    drawn: fc.integer({ min: 0, max: 2000 }).map((n) => ({ within: bytes(256_000 - n), beyond: bytes(262_145 + n) })),
  },
]

for (const { id, scopes: of = scopes, drawn, text = '' } of rows) {
  clause(id, {
    axes: { scope: of, by: ['Subscribe', 'SetSubscriptionAttributes'] },
    given: { drawn },
    async check(t, { scope, by, drawn: { within, beyond } }) {
      const give = await giver(t, scope, by === 'Subscribe')
      const { error } = await t.refused(give(beyond))
      t.tell(() => t.expect(error.message, 'what is said of the policy').toContain(text))
      await give(within)
    },
  })
}

/** As many subscriptions with a policy as a topic may have by default, and one more; which takes so many requests that only a near target is asked. */
const FILTERS = 200
for (const { id } of [{ id: 'sns.filter.quota-200-per-topic' }, { id: 'sns.filter.quota-blocks-policy-not-subscription' }]) {
  clause(id, {
    cases: 1,
    async check(t) {
      if (!t.affords(FILTERS + 10)) t.undecided('it takes more requests than the target is asked')
      const topic = await t.topic()
      const filtered = filterOf('MessageAttributes', { key: ['value'] })
      const subscribe = (attributes?: Readonly<Record<string, string>>) => topic.subscribe('sqs', nowhere(t, topic.arn), attributes)
      for (let nth = 0; nth < FILTERS; nth++) await subscribe(filtered)
      if (id === 'sns.filter.quota-200-per-topic') {
        const refusal = await t.refused(subscribe(filtered))
        t.expect(refusal.status, 'the status').toBe(403)
        const subscriptions = await topic.subscriptions()
        t.expect(subscriptions.length, 'how many subscriptions there are').toBe(FILTERS)
        // One that is gone makes room for another, as soon as that is known everywhere.
        if (t.profile.tolerates('sns.unsubscribe.deletes')) return
        await t.sns.unsubscribe({ SubscriptionArn: subscriptions[0]!.SubscriptionArn })
        await subscribe(filtered)
        return
      }
      const { SubscriptionArn } = await subscribe()
      const set = (of: string | undefined, AttributeValue: string) =>
        t.sns.setSubscriptionAttributes({ SubscriptionArn: of, AttributeName: 'FilterPolicy', AttributeValue })
      await t.refused(set(SubscriptionArn, '{"key":["value"]}'), 'sns.filter.quota-200-per-topic')
      const filteredAlready = (await topic.subscriptions()).map((one) => one.SubscriptionArn).find((arn) => arn !== SubscriptionArn)
      await set(filteredAlready, '{"key":["another"]}')
      await set(filteredAlready, '{}')
      await set(SubscriptionArn, '{"key":["value"]}')
    },
  })
}
