// The one test file of `touchstone run`: it imports every spec that is meant, so that all clauses stand in one queue and wait at the same time.
import { inject } from 'vitest'
import { areasMeant, importSpecs } from './specs.js'

await importSpecs(areasMeant(inject('touchstone').only))
