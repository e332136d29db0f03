import type { Service } from '../../reference/core/service.js'
import type { AwsNotes } from './aws-notes.js'

/**
 * What an area (a service, or what AWS documents as one) brings. `specs/<folder>/area.ts` exports it as `area`, and imports nothing but types:
 * every part is loaded when it is asked for, so that an area costs nothing where another one is meant.
 *
 * Each part of the suite declares beside its own types what an area brings to it, so that this file knows none of them:
 *
 * - `binding`, `called`: suite/binding.ts
 * - `walks`: oracle/walk/walks.ts
 * - `checked`: oracle/check/checked.ts
 * - `deliveries`: contract/flows/passing.ts
 * - `advice`: contract/derive/advisor.ts
 * - `lanes`: site/lanes.ts
 * - `linearBench`: bench/linear.ts
 * - `bench`: bench/area-bench.ts
 * - `mutable`: mutation/mutable.ts
 */
export interface Area {
  /** The folder below `specs/` and `reference/`, and the name on the command line: `sqs`. */
  readonly id: string
  /** For people: `Amazon SQS`. */
  readonly title: string
  /** What its clause ids begin with: `['sqs']`. */
  readonly prefixes: readonly string[]
  /** Rules and clauses cover the whole ledger. Until then gaps are counted; afterwards each is an error. */
  readonly isWhole: boolean
  /** The reference. */
  readonly service?: () => Promise<Service>
  /** What a run on AWS itself must know. */
  readonly aws?: () => Promise<AwsNotes>
}
