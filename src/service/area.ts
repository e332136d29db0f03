import type { Service } from '../../reference/core/service.js'
import type { AreaBench } from '../bench/area-bench.js'
import type { LinearBench } from '../bench/linear.js'
import type { Deliveries } from '../contract/flows/passing.js'
import type { Advisory } from '../contract/derive/advisor.js'
import type { Checked } from '../oracle/check/checked.js'
import type { Walks } from '../oracle/walk/walks.js'
import type { LanesOf } from '../site/lanes.js'
import type { ServiceBinding } from '../suite/binding.js'
import type { AwsNotes } from './aws-notes.js'
import type { Mutable } from './mutable.js'

/**
 * What an area (a service, or what AWS documents as one) brings. `specs/<folder>/area.ts` exports it as `area`, and imports nothing but types:
 * every part is loaded when it is asked for, so that an area costs nothing where another one is meant.
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
  /** How calls of it are printed: the class of the SDK's client, and the protocols of its binding. */
  readonly called?: { readonly client: string; readonly protocols: ServiceBinding['protocols'] }
  /** How its clauses call it. */
  readonly binding?: () => Promise<ServiceBinding>
  /** How it is walked, and by which oracle walks are judged. */
  readonly walks?: () => Promise<Walks>
  /** What traces are held to. */
  readonly checked?: () => Promise<Checked>
  /** What becomes of messages: who sent them, and who was handed them. */
  readonly deliveries?: () => Promise<Deliveries>
  /** What it warns applications of. */
  readonly advice?: () => Promise<Advisory>
  /** What became of each message of a history, for pictures. */
  readonly lanes?: () => Promise<LanesOf>
  /** What a run on AWS itself must know. */
  readonly aws?: () => Promise<AwsNotes>
  /** Long histories, to measure its laws by. */
  readonly linearBench?: () => Promise<LinearBench>
  /** What is measured of it, beside other implementations. */
  readonly bench?: () => Promise<AreaBench>
  /** How its reference is changed, place by place, to measure the suite. */
  readonly mutable?: () => Promise<Mutable>
}
