import type { Credentials } from '../targets/target.js'
import type { Effort } from './effort.js'
import type { ProfileName } from './profiles.js'
import type { Shard } from './select.js'

/** What a run's worker needs to know; plain data, since it goes from one thread to another. */
export interface Settings {
  /** The endpoint to judge; the embedded reference where there is none. */
  readonly endpoint?: string
  /** Addresses of single services, where they have their own. */
  readonly endpoints?: Readonly<Record<string, string>>
  /** How the target is given on the command line, where that is not by its endpoint. */
  readonly again?: string
  readonly region: string
  readonly credentials: Credentials
  readonly effort: Effort
  readonly profile: ProfileName
  /** How the embedded reference uses what the documentation leaves open; calm where there is none. */
  readonly adversity?: string
  readonly seed: number
  /** The target's clock slack in milliseconds, where it is not the usual one. */
  readonly slackMs?: number
  /** Where the target reaches subscribers over HTTP, where it is not loopback. */
  readonly door?: string
  /** How its certificate is looked at, where TLS is spoken. */
  readonly ca?: string
  readonly insecure?: boolean
  /** Globs over clause ids; all where there are none. */
  readonly only: readonly string[]
  /** The part of the clauses that is judged, of how many; all of them where there is none. */
  readonly shard?: Shard
  /** Whether it is AWS that is called, whose quotas, bills and people are to be spared; or a rehearsal of that on the embedded reference. */
  readonly isAws?: boolean
  /** Letters and digits that are this run's own. */
  readonly run: string
}

/** The embedded reference under the standard effort: what `vitest run` in a checkout does. */
export const DEFAULT_SETTINGS: Settings = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  effort: 'standard',
  profile: 'single-node',
  seed: 1,
  only: [],
  run: 'local',
}

declare module 'vitest' {
  interface ProvidedContext {
    /** How a run is to be done, given by `runSuite`. */
    touchstone: Settings
  }
  interface TaskMeta {
    /** What the clause came to. */
    touchstone?: import('./result.js').Result
    /** Calls that were made since the last result, by service and operation, where they are counted. */
    calls?: Readonly<Record<string, number>>
  }
}
