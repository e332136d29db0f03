import type { MessageAttributeValue } from '@aws-sdk/client-sqs'
import { attributeNames, clause, fc, protocols } from './bench.js'

type Attributes = Readonly<Record<string, MessageAttributeValue>>

/** What a filter is made from: the names a message has, which of them are chosen, and where one of them is cut. */
interface Seeds {
  readonly names: readonly string[]
  readonly chosen: readonly boolean[]
  readonly cut: number
}
const chosenOf = ({ names, chosen }: Seeds): string[] => names.filter((_, nth) => nth === 0 || chosen[nth])
const prefixOf = ({ names, cut }: Seeds): string => names[0]!.slice(0, Math.max(1, cut)).replace(/\.+$/, '')
const unknownTo = (names: readonly string[], ...candidates: readonly string[]): string[] =>
  candidates.filter((name) => !names.includes(name))

const filters: readonly {
  readonly id: string
  /** Filters, each with whether it selects a name. */
  readonly filters: (seeds: Seeds) => readonly (readonly [filter: readonly string[], selects: (name: string) => boolean])[]
}[] = [
  {
    id: 'sqs.mattr.filter.all',
    filters: () => [
      [['All'], () => true],
      [['.*'], () => true],
    ],
  },
  { id: 'sqs.mattr.filter.star', filters: () => [[['*'], () => true]] },
  {
    id: 'sqs.mattr.filter.exact',
    filters: (seeds) => {
      const chosen = chosenOf(seeds)
      const selects = (name: string) => chosen.includes(name)
      return [
        [chosen, selects],
        [[...unknownTo(seeds.names, 'Foo', 'x-1'), ...chosen].reverse(), selects],
      ]
    },
  },
  {
    id: 'sqs.mattr.filter.only-unknown',
    filters: ({ names }) => [[unknownTo(names, 'Foo', 'Help', `${names[0]!}x`, names[0]!.slice(0, -1) || 'Foo2'), () => false]],
  },
  {
    id: 'sqs.mattr.filter.prefix',
    filters: (seeds) => {
      const prefix = prefixOf(seeds)
      return [
        [[`${prefix}.*`], (name) => name.startsWith(prefix)],
        [['Foo', `${seeds.names[1]!}.*`], (name) => name === 'Foo' || name.startsWith(seeds.names[1]!)],
      ]
    },
  },
  {
    id: 'sqs.mattr.filter.illegal-names-ignored',
    filters: () => [
      [['AWS.'], () => false],
      [['..foo'], () => false],
    ],
  },
]

for (const { id, filters: filtersOf } of filters) {
  clause(id, {
    axes: { protocol: protocols },
    given: {
      names: fc.uniqueArray(attributeNames({ maxLength: 12 }), { minLength: 3, maxLength: 6 }),
      chosen: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      cut: fc.nat({ max: 6 }),
    },
    edges: [
      { names: ['Hello', 'Help.Me', 'General'], cut: 3 },
      { names: ['Help', 'Help.Me', 'help.me'], chosen: [], cut: 4 },
    ],
    async check({ queue, expect }, seeds) {
      const q = await queue()
      const attributes: Attributes = Object.fromEntries(
        seeds.names.map((name) => [name, { DataType: 'String', StringValue: `value of ${name}` }]),
      )
      await q.send({ MessageAttributes: attributes })
      for (const [filter, selects] of filtersOf(seeds)) {
        const { MessageAttributes, MD5OfMessageAttributes } = await q.receiveOne({
          MessageAttributeNames: [...filter],
          VisibilityTimeout: 0,
        })
        const selected = Object.fromEntries(Object.entries(attributes).filter(([name]) => selects(name)))
        const isNone = Object.keys(selected).length === 0
        const values =
          MessageAttributes && Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]))
        expect(values, `the attributes that ${JSON.stringify(filter)} selects`).toEqual(
          isNone ? undefined : Object.fromEntries(Object.entries(selected).map(([name, { StringValue }]) => [name, StringValue])),
        )
        if (isNone) expect(MD5OfMessageAttributes, `the digest of what ${JSON.stringify(filter)} selects`).toBeUndefined()
      }
    },
  })
}
