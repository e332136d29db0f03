import type { Gate } from '../targets/gate.js'
import type { Target } from '../targets/target.js'
import type { ServiceBinding } from './binding.js'
import type { Clients, Spoken } from './clients.js'
import type { Effort } from './effort.js'
import type { ProfileName } from './profiles.js'
import type { Missing } from './protocol.js'

/** What clauses are judged on, and how. */
export interface Bench {
  readonly target: Target
  readonly clients: Clients
  /** How other services are called on the target. */
  others(binding: ServiceBinding): Promise<Spoken>
  readonly effort: Effort
  readonly seed: number
  readonly profile: ProfileName
  /** Protocols that the target does not speak, and how that was seen. */
  readonly missing: Missing
  /** Lets through as many cases as the target takes at the same time. */
  readonly cases: Pick<Gate, 'pass'>
  /** Lets through as many failing cases to be shrunk; their runs come on top of the others, and need not queue up behind them. */
  readonly shrinks: Pick<Gate, 'pass'>
}
