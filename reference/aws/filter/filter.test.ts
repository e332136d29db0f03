import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attributePolicy, body, bodyPolicy } from './drawn.fixture.js'
import { bodyProperties, compileFilter, type Filter, FilterError, filterAccepts, FilterIndex, type Scope } from './index.js'
import { naivelyAccepts } from './naive.fixture.js'

/** `undefined` where the policy is beyond a limit; other refusals are faults of the test. */
const compiled = (policy: object, scope: Scope): Filter | undefined => {
  try {
    return compileFilter(JSON.stringify(policy), scope)
  } catch (error) {
    if (error instanceof FilterError && /too complex|more than 5 keys/.test(error.message)) return undefined
    throw error
  }
}

test.each([
  ['MessageAttributes', attributePolicy],
  ['MessageBody', bodyPolicy],
] as const)('a compiled filter decides as the documentation words it: %s', (scope, policies) => {
  let accepted = 0
  fc.assert(
    fc.property(policies, body, (policy, message) => {
      const filter = compiled(policy, scope)
      fc.pre(filter !== undefined)
      const expected = naivelyAccepts(JSON.parse(JSON.stringify(policy)), JSON.parse(JSON.stringify(message)))
      if (expected) accepted++
      expect(filterAccepts(filter!, bodyProperties(JSON.stringify(message)))).toBe(expected)
    }),
    { numRuns: 5000 },
  )
  expect(accepted).toBeGreaterThan(100)
})

test('the index finds whom asking each one finds, also after changes', () => {
  let found = 0
  fc.assert(
    fc.property(
      fc.array(bodyPolicy, { minLength: 1, maxLength: 60 }),
      fc.array(body, { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(200), { maxLength: 10 }),
      (policies, messages, changes) => {
        const index = new FilterIndex<number>()
        const members = new Map<number, Filter>()
        policies.forEach((policy, i) => {
          const filter = compiled(policy, 'MessageBody')
          if (filter === undefined) return
          // Copies, so that places fill up and are told apart by further keys.
          for (let copy = 0; copy < 4; copy++) {
            members.set(4 * i + copy, filter)
            index.set(4 * i + copy, filter)
          }
        })
        for (const change of changes) {
          const other = members.get(change + 1)
          if (other === undefined) {
            index.delete(change)
            members.delete(change)
          } else {
            index.set(change, other)
            members.set(change, other)
          }
        }
        expect(index.size).toBe(members.size)
        for (const message of messages) {
          const properties = bodyProperties(JSON.stringify(message))!
          const expected = [...members].flatMap(([member, filter]) => (filterAccepts(filter, properties) ? [member] : []))
          found += expected.length
          expect(index.matching(properties).sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b))
        }
      },
    ),
    { numRuns: 300 },
  )
  expect(found).toBeGreaterThan(200)
})
