/** A request as it goes over the wire. */
export interface HttpRequest {
  readonly method: string
  /** With its query string, if any: `/?Action=ListQueues`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** The service that is asked, where it is known: it may have an address of its own. */
  readonly service?: string
  /** The region that is called, where it is not the target's own. */
  readonly region?: string
}

/** An answer as it came over the wire; header names are in lower case. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** When the request left and when the whole answer was there, in milliseconds of the scope's clock. */
  readonly sent: number
  readonly received: number
}

/** A piece of an answer that comes bit by bit. */
export interface Piece {
  readonly bytes: Uint8Array
  /** When it was there, in milliseconds of the scope's clock. */
  readonly received: number
}

/** An answer whose head is there and whose body comes bit by bit: a stream of events. */
export interface StreamedAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** What carries it, where it came over a network. */
  readonly carrier?: 'HTTP/1.1' | 'HTTP/2'
  /** When the request left and when the head was there. */
  readonly sent: number
  readonly received: number
  /**
   * The body. It fails with `NoAnswer` when the connection breaks, with `Oversized` when more waits to be read than any answer of AWS's has.
   * `return()` ends the answer: nothing more is read.
   */
  readonly pieces: AsyncIterableIterator<Piece>
}

/** The clock that a scope's requests are measured on, in milliseconds since 1970 with fractions. It never goes back. */
export interface ScopeClock {
  now(): number
  /** @param enough ends the wait early */
  sleep(ms: number, enough?: AbortSignal): Promise<void>
  /** For how many milliseconds the judge itself stood still since then; never, where that cannot be. */
  stoodStill?(since: number): number
}

/** Whether a request waits at the target, as a long poll does, rather than being worked on. */
export type Wait = 'none' | 'perhaps' | 'surely'

/**
 * How far the target's clock may differ from ours over a span: `ms` whatever the span, and `ppm` millionths of it.
 * Every verdict about time is relative to it.
 */
export interface Slack {
  readonly ms: number
  readonly ppm: number
}

/** A place of its own for one case: nothing another case does can be seen here. */
export interface Scope {
  readonly clock: ScopeClock
  readonly region: string
  /** The 12-digit account, where the target lets us choose it. */
  readonly account?: string
  /** Another account that can deal with the first, where the case asked for two and the target has them. */
  readonly second?: string
  /** Whether what is made here may bear a tag more; not, where tags are what the case is about. */
  readonly mayTag?: boolean
  /** What the names of everything made here begin with, so that it can be told apart and removed. */
  readonly prefix: string
  /**
   * Sends one request and waits for the whole answer.
   *
   * @param wait whether the target may keep the answer back by its own rules; `none` unless given
   * @param isRepeatable whether it changes nothing, so that it can be sent again where a kept connection was closed in that moment; not, unless given
   * @throws NoAnswer when the connection breaks or the answer does not come in time
   * @throws Oversized when the answer is larger than any of AWS's
   */
  send(request: HttpRequest, wait?: Wait, isRepeatable?: boolean): Promise<HttpAnswer>
  /**
   * Sends one request and waits for the head of the answer: over HTTP/2 where the target speaks it, else over HTTP/1.1. Absent where the target
   * gives whole answers only.
   *
   * @throws NoAnswer
   */
  stream?(request: HttpRequest): Promise<StreamedAnswer>
  close(): Promise<void>
}

/** The target gave no answer: the connection broke, or nothing came in time. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  constructor(
    message: string,
    readonly sent: number,
    readonly received: number,
    options?: { cause: unknown },
  ) {
    super(message, options)
  }
}

/** The answer is larger than any that AWS gives; the rest of it was not read. */
export class Oversized extends Error {
  override readonly name = 'Oversized'
}

/** The run was broken off; nothing that follows from it says anything about the target. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff'
}

/** What comes to a subscriber's door. */
export interface DoorRequest {
  readonly method: string
  /** What follows the door's URL: `/`, with its query string. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** When it came, on the clock of the target's scopes. */
  readonly at: number
}

export interface DoorReply {
  /** 200 unless given. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What a door answers; nothing where it breaks the connection off. */
export type DoorAnswering = (request: DoorRequest) => Promise<DoorReply | undefined>

/** A subscriber over HTTP. */
export interface OpenDoor {
  /** As the target reaches it. */
  readonly url: string
  /** As the target reaches it over TLS, where it can. */
  readonly secureUrl?: string
  close(): Promise<void>
}

/** What happens before each call of a target that is, or stands for, AWS. */
export interface Manners {
  /**
   * Waits until the call may be made.
   *
   * @param isTagged whether what it makes may bear a tag more
   * @returns its input, with the tag on what it makes
   * @throws Withheld where it is not made at all
   */
  before(service: string, operation: string, input: object, isTagged: boolean): Promise<object>
}

/** An implementation that is held to the clauses. */
export interface Target {
  /** `embedded reference`, or the endpoint without credentials. */
  readonly label: string
  /** Whether its time is virtual: waits cost nothing and nothing is ever late. */
  readonly isVirtual: boolean
  /** How it uses what the documentation leaves open, where it was told to. */
  readonly adversity?: string
  readonly slack: Slack
  /** Where its clients point: `http://localhost:4566`. */
  readonly endpoint: string
  /** Where clients of one service point, where that is elsewhere. */
  readonly endpoints?: Readonly<Record<string, string>>
  /** How it is given on the command line: `--endpoint http://localhost:4566`; nothing for the embedded reference. */
  readonly again?: string
  readonly region: string
  readonly credentials: Credentials
  /** How many accounts that deal with each other a case may have. */
  readonly accounts: number
  /** Opens a subscriber that the target can reach over HTTP; absent where it could not reach one. */
  openDoor?(scope: Scope, answer: DoorAnswering): Promise<OpenDoor>
  /** What happens before each call, where the target is AWS or stands for it. */
  readonly manners?: Manners
  /** How many cases may run at the same time. */
  readonly casesAtOnce: number
  /**
   * Opens a place for one case, when the target can take another one.
   *
   * @param isUrgent goes before cases that were asked for earlier
   * @param accounts how many accounts the case deals with; 1 unless given
   */
  open(isUrgent?: boolean, accounts?: number): Promise<Scope>
  /** Lets every call and wait that is under way, and every one to come, fail at once. */
  breakOff(): void
  close(): Promise<void>
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}
