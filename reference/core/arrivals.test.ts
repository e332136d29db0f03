import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Arrivals } from './arrivals.js'

class Thing {
  gone = false
  constructor(
    readonly key: number,
    readonly arrival: number,
  ) {}
}

const steps = fc.array(fc.oneof({ weight: 2, arbitrary: fc.record({ add: fc.nat(30) }) }, fc.record({ leave: fc.nat(200) })), {
  maxLength: 300,
})

test('arrivals give the smallest key first, whatever left and in whatever order things came', () => {
  fc.assert(
    fc.property(steps, fc.boolean(), (steps, inOrder) => {
      const arrivals = new Arrivals<Thing>(({ key }) => key)
      let present: Thing[] = []
      let clock = 0
      for (const [n, step] of steps.entries()) {
        if ('add' in step) {
          const thing = new Thing(inOrder ? (clock += step.add) : step.add, n)
          present.push(thing)
          arrivals.add(thing)
        } else if (present.length > 0) {
          const thing = present[step.leave % present.length]!
          thing.gone = true
          present = present.filter((other) => other !== thing)
          arrivals.left(thing)
        }
        expect(arrivals.first?.key).toBe(present.length === 0 ? undefined : Math.min(...present.map(({ key }) => key)))
        if (inOrder) expect(arrivals.first).toBe(present[0])
      }
    }),
  )
})

test('things that leave anywhere are let go of, and what they leave behind does not slow the next', () => {
  const arrivals = new Arrivals<Thing>(({ key }) => key)
  const first = new Thing(0, 0)
  arrivals.add(first)
  let held = 0
  for (let n = 1; n <= 200_000; n++) {
    const passing = new Thing(n, n)
    arrivals.add(passing)
    passing.gone = true
    arrivals.left(passing)
    if (arrivals.first === first) held++
  }
  expect(held).toBe(200_000)
})
