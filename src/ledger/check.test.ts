import { expect, test } from 'vitest'
import { CHECKS, readSubject } from './check/index.js'
import { services } from './read-ledger.js'

for (const service of services()) {
  const subject = readSubject(service)
  for (const check of CHECKS) {
    test(`${service}: ${check.demands} (${check.name})`, async () => {
      expect(check.breaches(await subject)).toEqual([])
    })
  }
}
