import type { ServiceBinding } from '../../suite/binding.js'
import { registerRow } from '../../suite/register.js'
import { walksLine } from '../../suite/walks-line.js'
import { judgeWalks } from './judge-walks.js'
import type { Walks } from './walks.js'

/** Makes the walks of a service a test of vitest: its row stands beside those of the clauses. */
export const walk = (binding: ServiceBinding, walks: Walks): void => {
  const line = walksLine(binding.id)
  registerRow(binding, line, (bench) => judgeWalks(walks, binding, line, bench))
}
