import { expect, test } from 'vitest'
import { heldTo, walkedHistory } from '../../../src/oracle/linear/walked.fixture.js'
import { sqsLaws } from '../../sqs/laws.js'
import { publishAndConsume } from './app.fixture.js'
import { walks } from '../explore.js'
import { snsLaws } from '../laws.js'
import { manyServersOnly } from '../profiles.js'

test.each([
  ['near', 'calm'],
  ['lossy', 'calm'],
  ['usual', 'aws-like'],
  ['rough', 'hostile'],
  ['lingering', 'hostile'],
] as const)('the reference keeps every law: %s, %s', { timeout: 60_000 }, async (conditions, level) => {
  const tested = new Map<string, number>()
  for (let seed = 1; seed <= 10; seed++) {
    const { exchanges, strictness } = await walkedHistory(walks, manyServersOnly, { seed, conditions, level })
    const { findings, laws } = heldTo([snsLaws], exchanges, strictness)
    expect({ seed, findings }).toEqual({ seed, findings: [] })
    for (const law of laws) tested.set(law.law, (tested.get(law.law) ?? 0) + law.tested)
  }
  for (let seed = 1; seed <= 6; seed++) {
    const { exchanges, strictness } = await publishAndConsume({ seed, conditions, level })
    const { findings, laws } = heldTo([snsLaws], exchanges, strictness)
    expect({ seed, findings }).toEqual({ seed, findings: [] })
    const together = heldTo([snsLaws, sqsLaws], exchanges, { ...strictness, isFed: true })
    expect({ seed, findings: together.findings }).toEqual({ seed, findings: [] })
    for (const law of laws) tested.set(law.law, (tested.get(law.law) ?? 0) + law.tested)
    const small = heldTo([snsLaws], exchanges, strictness, { tombstones: 8, suspicions: 1, patience: 20_000 })
    expect({ seed, findings: small.findings }).toEqual({ seed, findings: [] })
  }
  for (const [law, times] of tested) if (law !== 'not-twice') expect(times, law).toBeGreaterThan(5)
})
