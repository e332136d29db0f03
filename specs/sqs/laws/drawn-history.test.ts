import { expect, test } from 'vitest'
import { drawnHistory } from './drawn-history.fixture.js'
import { drawn, judge } from './written-history.fixture.js'

test.each([0, 8])('the reference keeps every law, with %i of a hundred answers lost', (lost) => {
  const tested = new Map<string, number>()
  for (let seed = 1; seed <= 25; seed++) {
    const { findings, laws } = judge(drawn(drawnHistory({ seed, steps: 800, lost })))
    expect({ seed, findings }).toEqual({ seed, findings: [] })
    for (const { law, tested: times } of laws) tested.set(law, (tested.get(law) ?? 0) + times)
  }
  for (const times of tested.values()) expect(times).toBeGreaterThan(100)
})

test('with next to no memory the laws say less, and nothing wrong', () => {
  let forgotten = 0
  for (let seed = 1; seed <= 10; seed++) {
    const small = judge(drawn(drawnHistory({ seed, steps: 800, lost: 4 })), {
      tombstones: 8,
      filterBits: 64,
      suspicions: 1,
      patience: 20_000,
    })
    expect({ seed, findings: small.findings }).toEqual({ seed, findings: [] })
    forgotten += small.forgotten['messages'] ?? 0
  }
  expect(forgotten).toBeGreaterThan(100)
})
