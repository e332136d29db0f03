import { expect, test } from 'vitest'
import { PacedGate } from './paced-gate.js'

test('what is in the middle of something goes before what wants to begin', async () => {
  const gate = new PacedGate()
  const first = await Promise.all(Array.from({ length: gate.width }, () => gate.permit(false)))
  const order: string[] = []
  const waiting = [gate.permit(true).then(() => order.push('begins')), gate.permit(false).then(() => order.push('goes on'))]
  first[0]!.giveBack()
  first[0]!.giveBack()
  await Promise.race(waiting)
  expect(order).toEqual(['goes on'])
  first[1]!.giveBack()
  await Promise.all(waiting)
  expect(order).toEqual(['goes on', 'begins'])
})

test('it narrows while answers are slow and widens while they are quick and somebody waits', async () => {
  const gate = new PacedGate()
  gate.took(2)
  const before = gate.width
  for (let answers = 0; answers < 200; answers++) gate.took(500)
  expect(gate.width).toBe(4)
  const held = await Promise.all(Array.from({ length: 4 }, () => gate.permit(false)))
  const waiting = gate.permit(true)
  for (let answers = 0; answers < 200; answers++) gate.took(2)
  expect(gate.width).toBeGreaterThan(before)
  held.forEach((permit) => permit.giveBack())
  await waiting
})
