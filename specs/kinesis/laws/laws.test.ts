import { expect, test } from 'vitest'
import { heldTo, walkedHistory } from '../../../src/oracle/linear/walked.fixture.js'
import { readAndSplit } from './app.fixture.js'
import { walks } from '../explore.js'
import { kinesisLaws } from '../laws.js'
import { manyServersOnly } from '../profiles.js'

test.each([
  ['near', 'calm'],
  ['lossy', 'calm'],
  ['usual', 'aws-like'],
  ['rough', 'hostile'],
  ['lingering', 'hostile'],
] as const)('the reference keeps every law: %s, %s', { timeout: 60_000 }, async (conditions, level) => {
  const tested = new Map<string, number>()
  for (let seed = 1; seed <= 40; seed++) {
    const { exchanges, strictness } = await walkedHistory(walks, manyServersOnly, { seed, conditions, level })
    const { findings, laws } = heldTo([kinesisLaws], exchanges, strictness)
    expect({ seed, findings }).toEqual({ seed, findings: [] })
    for (const law of laws) tested.set(law.law, (tested.get(law.law) ?? 0) + law.tested)
  }
  for (let seed = 1; seed <= 5; seed++) {
    const { exchanges, strictness } = await readAndSplit({ seed, conditions, level })
    expect({ seed, findings: heldTo([kinesisLaws], exchanges, strictness).findings }).toEqual({ seed, findings: [] })
    const small = heldTo([kinesisLaws], exchanges, strictness, { tombstones: 8, suspicions: 1, patience: 20_000 })
    expect({ seed, findings: small.findings }).toEqual({ seed, findings: [] })
  }
  for (const [law, times] of tested) expect(times, law).toBeGreaterThan(50)
})
