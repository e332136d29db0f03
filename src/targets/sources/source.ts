import type { Credentials } from '../target.js'

/** How a target is reached over the network. */
export interface Reach {
  /** `http://localhost:4566` */
  readonly endpoint: string
  /** Addresses of single services, where they have their own: `{ sqs: 'http://localhost:9324' }`. */
  readonly endpoints?: Readonly<Record<string, string>>
  readonly region?: string
  readonly credentials?: Credentials
  /** Certificates that are trusted beside the usual ones, in PEM. */
  readonly ca?: string
  /** Takes any certificate. */
  readonly insecure?: boolean
}

/** A target that answers. */
export interface StartedTarget {
  /** What reports call it: `moto 5.2.5`. */
  readonly title: string
  /** The version of what is judged, where it is known. */
  readonly version?: string
  /** Nothing, where the reference inside this process is judged. */
  readonly reach?: Reach
  /** What starts the same target again, for the command that replays a clause: `--target moto@5.2.5`. */
  readonly again: string
  /** Resolves with why, once the target has ended though nobody stopped it. */
  readonly ended?: Promise<string>
  /** Where what it prints is kept. */
  readonly log?: string
  /** Stops it, and removes what it left. */
  stop(): Promise<void>
}

/** What a start is told, and what it may ask. */
export interface StartUp {
  /** Told what is going on: `installing moto 5.2.5 …`. */
  readonly say: (line: string) => void
  /** Why what answers there cannot be judged yet; nothing, once it can. */
  readonly unready: (reach: Reach) => Promise<string | undefined>
  /** Ends the start early. */
  readonly signal?: AbortSignal
}

/** Where a target comes from: known by name or given on the command line, started for a run and stopped by it. */
export interface TargetSource {
  /** `moto@5.2.5`, `http://localhost:4566` */
  readonly name: string
  /** The services that are judged unless others are asked for; all where there are none. */
  readonly services?: readonly string[]
  /** Why it cannot be started here, and what would help. */
  obstacle(): Promise<string | undefined>
  /** @throws Error that says what went wrong and what to do; nothing is left behind then. */
  start(startUp: StartUp): Promise<StartedTarget>
}

/** The start of a target failed, for a reason that is its own: what was printed last is in the message. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed'
}
