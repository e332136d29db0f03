import { expect, test } from 'vitest'
import { measureOracle } from './oracle.js'
import { printOracle } from './print-oracle.js'

test('what judging costs is measured and printed, with the goals', async () => {
  const said: string[] = []
  const result = await measureOracle(
    'sqs',
    () => true,
    { walks: 10, rounds: 1, events: 1000 },
    (line) => said.push(line),
  )
  expect(result.judging.map(({ clients }) => clients)).toEqual([1, 4, 8])
  for (const { cpuMicros, micros, coldMicros, requests, undecided } of result.judging) {
    expect(Math.min(cpuMicros, micros, coldMicros)).toBeGreaterThan(0)
    expect(requests).toBeGreaterThan(10)
    expect(undecided).toBeLessThan(0.1)
  }
  // A history ends with the message at hand.
  expect(result.linear.map(({ exchanges }) => Math.floor(exchanges / 10))).toEqual([1, 10, 100])
  expect(result.linear.map(({ findings }) => findings)).toEqual([0, 0, 0])
  expect(said).toHaveLength(6)

  const printed = printOracle(result)
  for (const title of ['admitting a walk', 'history of 4 clients', 'history of 8 clients', 'linear checker'])
    expect(printed).toContain(title)
  expect(printed.match(/^(reached|MISSED ) /gm)).toHaveLength(3)
})

test('only what is wanted is measured', async () => {
  const result = await measureOracle(
    'sqs',
    (row) => row === 'admit',
    { walks: 2, rounds: 1, events: 100 },
    () => {},
  )
  expect([result.judging.length, result.linear.length]).toEqual([1, 0])
  expect(printOracle(result)).not.toContain('linear')
})

test('a service that is not there is told from those that are', async () => {
  await expect(
    measureOracle(
      'none',
      (row) => row === 'admit',
      { walks: 1, rounds: 1, events: 1 },
      () => {},
    ),
  ).rejects.toThrow('there is no "none"; there is: ')
  await expect(
    measureOracle(
      'none',
      (row) => row === 'linear',
      { walks: 1, rounds: 1, events: 1 },
      () => {},
    ),
  ).rejects.toThrow('there is no "none"')
})
