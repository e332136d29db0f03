import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Constraints } from '../../reference/aws/constraints.js'
import { validate } from '../../reference/aws/validate.js'
import { boundsOf } from './bounds.js'
import type { BoundsSpec, What } from './bounds.js'
import type { Case } from './case.js'
import type { Clause } from './clause.js'
import { judge } from './judge.js'
import { memberAt, place } from './member-path.js'
import { characters, lengths, range, sidesOf } from './sides.js'
import type { Aspect } from './sides.js'
import { benchOn, toy, toyLine, ToyTarget } from './toy.fixture.js'

const shapes = {
  Put: { type: 'structure', required: ['Name'], members: { Name: 'Name', Entries: 'Entries', Colours: 'Colours' } },
  Name: { type: 'string', min: 1, max: 8, pattern: '[a-z]+' },
  Entries: { type: 'list', member: 'Entry' },
  Entry: { type: 'structure', required: ['Count'], members: { Count: 'Count' } },
  Count: { type: 'integer', min: 0, max: 10 },
  Colours: { type: 'map', key: 'string', value: 'Colour' },
  Colour: { type: 'string', enum: ['RED', 'BLUE'] },
}
const documented: Constraints = { source: 'a test', api: 'toy 1', operations: { Put: 'Put' }, shapes }
const altered = (change: Partial<Record<keyof typeof shapes, object>>): Constraints => ({
  ...documented,
  shapes: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { ...shape, ...change[name as keyof typeof shapes] }])),
})

const VALID_PUT = { Name: 'name', Entries: [{ Count: 1 }, { Count: 2 }], Colours: { sky: 'BLUE' } }

const clauseOf = (what: What | readonly What[], spec: BoundsSpec<Case>): Clause => {
  const made: Clause[] = []
  const bounds = boundsOf<Case>({
    clause: (id, { axes = {}, given, edges, cases = 1, check }) =>
      void made.push({
        id,
        binding: toy,
        axes,
        given: given!,
        edges: edges!,
        cases,
        check: (it, drawn) => check(it, drawn as Parameters<typeof check>[1]),
      }),
    constraints: documented,
    valid: { Put: () => VALID_PUT },
  })
  bounds('toy.put.remembers', what, spec)
  return made[0]!
}

const verdictOn = async (constraints: Constraints, what: What | readonly What[], spec: BoundsSpec<Case>): Promise<string> => {
  const target = new ToyTarget(() => (operation, input) => {
    const refused = operation === 'Put' ? validate(constraints, 'Put', input) : undefined
    return refused === undefined ? undefined : [400, { __type: 'Forbidden', message: refused }]
  })
  return (await judge(clauseOf(what, spec), toyLine, benchOn(target))).verdict
}

const cases: readonly [what: Aspect, member: string, wrong: readonly Parameters<typeof altered>[0][]][] = [
  ['size', 'Put.Name', [{ Name: { max: 9 } }, { Name: { max: 7 } }, { Name: { min: 0, pattern: '[a-z]*' } }, { Name: { min: 2 } }]],
  ['pattern', 'Put.Name', [{ Name: { pattern: '.*' } }, { Name: { pattern: 'x+' } }]],
  ['required', 'Put.Name', [{ Put: { required: [] } }]],
  ['size', 'Put.Entries[].Count', [{ Count: { max: 11 } }, { Count: { max: 9 } }, { Count: { min: -1 } }, { Count: { min: 1 } }]],
  ['required', 'Put.Entries[].Count', [{ Entry: { required: [] } }]],
  [
    'enum',
    'Put.Colours{sky}',
    [{ Colour: { enum: ['RED', 'BLUE', 'NONESUCH'] } }, { Colour: { enum: ['RED'] } }, { Colour: { enum: undefined } }],
  ],
]

test.each(cases)('the %s of %s is held to on both sides', async (what, member, wrong) => {
  expect(await verdictOn(documented, what, { member })).toBe('conforms')
  for (const change of wrong) expect(await verdictOn(altered(change), what, { member }), JSON.stringify(change)).toBe('diverges')
})

test('several members and several aspects are each held to', async () => {
  const spec = { member: 'Put.Name / Put.Entries[].Count' }
  expect(await verdictOn(documented, ['size', 'required'], spec)).toBe('conforms')
  for (const change of [{ Name: { max: 9 } }, { Entry: { required: [] } }, { Count: { max: 11 } }]) {
    expect(await verdictOn(altered(change), ['size', 'required'], spec), JSON.stringify(change)).toBe('diverges')
  }
})

test('a value inside that something else refuses is let pass where the line says so, and one refused for itself is not', async () => {
  const spec = { member: 'Put.Name', inside: 'not refused for it', error: { shape: 'Forbidden' } } as const
  expect(await verdictOn(altered({ Entries: { max: 1 } }), 'size', { member: 'Put.Name' })).toBe('diverges')
  expect(await verdictOn(altered({ Entries: { max: 1 } }), 'size', spec)).toBe('conforms')
  expect(await verdictOn(altered({ Name: { max: 7 } }), 'size', spec)).toBe('diverges')
})

test('sides may be handed in, with what makes values of what is drawn, and a look at what came of them', async () => {
  const seen: unknown[] = []
  const spec: BoundsSpec<Case> = {
    member: 'Put.Name',
    make: (length: number) => 'a'.repeat(length),
    accepted: (_, { value }) => void seen.push(value),
  }
  expect(await verdictOn(documented, lengths(1, 8), spec)).toBe('conforms')
  expect(seen).toEqual(expect.arrayContaining(['a', 'aaaaaaaa']))
  expect(await verdictOn(documented, characters('abc', '-.', { max: 8 }), { member: 'Put.Name' })).toBe('conforms')
  expect(await verdictOn(documented, characters('abc', 'd', { max: 8 }), { member: 'Put.Name' })).toBe('diverges')
  expect(await verdictOn(documented, range(0, 10), { member: 'Put.Entries[].Count' })).toBe('conforms')
  expect(await verdictOn(documented, range(0, 9), { member: 'Put.Entries[].Count' })).toBe('diverges')
})

test('what is drawn lies on the side that it is said to', () => {
  for (const [name, aspect] of [
    ['Name', 'size'],
    ['Name', 'pattern'],
    ['Count', 'size'],
    ['Colour', 'enum'],
  ] as const) {
    const { inside, outside, edges, make } = sidesOf(documented, name, aspect)
    const refuses = (drawn: string | number): boolean =>
      validate(
        { ...documented, operations: { Put: 'One' }, shapes: { ...shapes, One: { type: 'structure', members: { it: name } } } },
        'Put',
        { it: make === undefined ? drawn : make(drawn) },
      ) !== undefined
    fc.assert(fc.property(inside, (drawn) => !refuses(drawn)))
    fc.assert(fc.property(outside, (drawn) => refuses(drawn)))
    for (const pair of edges) expect([refuses(pair.inside), refuses(pair.outside)]).toEqual([false, true])
  }
})

test('a path says where a member is, and one that cannot be followed says so', () => {
  expect(place(VALID_PUT, memberAt('Put.Entries[].Count'), 7)).toEqual({ ...VALID_PUT, Entries: [{ Count: 7 }, { Count: 2 }] })
  expect(place(VALID_PUT, memberAt('Put.Colours{sea}'), 'RED')).toEqual({ ...VALID_PUT, Colours: { sky: 'BLUE', sea: 'RED' } })
  expect(() => memberAt('Put')).toThrow('no path to a member')
  expect(() => memberAt('Put.Entries[.Count')).toThrow('no path to a member')
  expect(() => place({}, memberAt('Put.Entries[].Count'), 7)).toThrow('no element to change')
  expect(() => clauseOf('size', { member: 'Put.Nothing' })).toThrow('toy 1 as described by a test has no Put.Nothing')
})
