import { expect, test } from 'vitest'
import { linearChecker } from '../../../src/oracle/linear/linear-checker.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Findings } from '../../../src/oracle/linear/law.js'
import type { Strictness } from '../../../src/oracle/oracle.js'
import { sqsLaws } from '../laws.js'
import { manyServersOnly } from '../profiles.js'
import { drawnHistory } from './drawn-history.fixture.js'

const singleNode: Strictness = {
  profile: 'single-node',
  tolerates: (id) => !(id in manyServersOnly),
  lateness: 0,
  slack: { ms: 0, ppm: 0 },
}
const judged = (history: readonly Exchange[]): Findings => {
  const checker = linearChecker([sqsLaws], singleNode)
  for (const exchange of history) checker.see(exchange)
  return checker.end()
}

test.each([0, 8])('the reference keeps every law, with %i of a hundred answers lost', (lost) => {
  for (let seed = 1; seed <= 40; seed++) {
    const { findings } = judged(drawnHistory({ seed, steps: 1500, lost }))
    expect({ seed, findings }).toEqual({ seed, findings: [] })
  }
})
