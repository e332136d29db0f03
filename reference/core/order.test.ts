import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Order, Place } from './order.js'

const commands = fc.array(
  fc.oneof(
    fc.record({ op: fc.constant('put' as const), thing: fc.nat(20), key: fc.nat(15) }),
    fc.record({ op: fc.constant('remove' as const), thing: fc.nat(20) }),
    fc.record({ op: fc.constant('pop' as const) }),
  ),
  { maxLength: 200 },
)

test('an order gives back the smallest key first, and equal keys in the order in which they were put', () => {
  fc.assert(
    fc.property(commands, (commands) => {
      const order = new Order<number>()
      const places = Array.from({ length: 21 }, (_, n) => new Place(n))
      let model: { thing: number; key: number; arrival: number }[] = []
      let arrivals = 0
      const take = (thing: number) => (model = model.filter((m) => m.thing !== thing))
      for (const c of commands) {
        if (c.op === 'put') {
          order.put(places[c.thing]!, c.key)
          take(c.thing)
          model.push({ thing: c.thing, key: c.key, arrival: arrivals++ })
        } else if (c.op === 'remove') {
          places[c.thing]!.leave()
          take(c.thing)
        } else {
          const first = order.first
          if (first !== undefined) places[first]!.leave()
          if (first !== undefined) take(first)
        }
        model.sort((a, b) => a.key - b.key || a.arrival - b.arrival)
        expect(order.size).toBe(model.length)
        expect(order.first).toBe(model[0]?.thing)
        expect(order.firstKey).toBe(model[0]?.key ?? Infinity)
      }
    }),
  )
})

test('things taken from the head of a long order leave it as quick as it was', () => {
  const order = new Order<number>()
  const places = Array.from({ length: 100_000 }, (_, n) => new Place(n))
  places.forEach((place, n) => order.put(place, n))
  for (let n = 0; n < 100_000; n++) {
    expect(order.first === n).toBe(true)
    places[n]!.leave()
  }
  expect(order.size).toBe(0)
})
