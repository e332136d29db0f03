/** What a clause came to on a target. */
export const VERDICTS = ['conforms', 'diverges', 'unsupported', 'inconclusive', 'skipped'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Anything JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** One call of a history, as the client saw it. */
export interface Step {
  /** The operation (`SendMessage`), or the request line where the clause spoke plain HTTP (`POST /`). */
  readonly operation: string
  /** The service that was called, where it is not that of the clause: `sqs`. */
  readonly service?: string
  /** The region, where it is not that of the run. */
  readonly region?: string
  /** How it was spoken to, where that is not as the SDK does unless told otherwise: `query`, or `http` where the clause spoke plain HTTP. */
  readonly protocol?: string
  /** What was sent; long values already abbreviated to an expression such as `'x'.repeat(1048576)`. */
  readonly input: Json
  /** What came back. */
  readonly output?: Json
  /** The refusal, where that came back instead. */
  readonly error?: { readonly name: string; readonly code?: string; readonly message: string; readonly status?: number }
  /** How long the case waited before it, in milliseconds, rounded; absent where it did not wait. */
  readonly waitedMs?: number
  /** How many times in a row it was made with the same answer, where it was more than once; and the pause between two of them, in milliseconds, rounded up. */
  readonly times?: number
  readonly everyMs?: number
  /**
   * When it was sent and answered, in milliseconds since the case began (on the target's clock where it can be turned).
   * Absent in a report that keeps no timings.
   */
  readonly sentMs?: number
  readonly receivedMs?: number
  /** What it changed in what an oracle believes of the target: `- ` before what is believed no longer, `+ ` before what is since. */
  readonly change?: readonly string[]
}

/** The shortest case that was found to diverge. */
export interface Failure {
  /** The clause that is broken, where it is not that of the row: walks are held to all of them. */
  readonly clause?: string
  /** What that clause says. */
  readonly claim?: string
  /** One sentence: what is wrong. */
  readonly message: string
  /** The operation that does not work, where that is what the clause breaks on: others break on the same. */
  readonly cause?: string
  /** What the documentation allows here, and what came instead; a line or few each. */
  readonly allowed: string
  readonly seen: string
  /** The case: the axes it was on and the values that were drawn. */
  readonly input: Json
  readonly history: readonly Step[]
  /** The command that runs this clause again as it was run. */
  readonly replay: string
  /** Whether running the case again diverged again. */
  readonly reproduced: boolean
}

/** What random walks saw: they are held to all clauses of a service at once. */
export interface WalkCounts {
  /** Answers that were judged, and those of them of which nothing could be said. */
  readonly steps: number
  readonly undecided: number
  /** How often the rule of a clause had its chance to be broken, by clause id. */
  readonly tested: Readonly<Record<string, number>>
  /** How many walks broke which clause. */
  readonly refused: Readonly<Record<string, number>>
}

/** One clause's verdict, or that of a service's walks: a row of a report. */
export interface Result {
  /** The clause id; of walks `sqs.walks`. */
  readonly id: string
  readonly verdict: Verdict
  /** Why, for every verdict but `conforms`; one line. */
  readonly reason?: string
  /** How many cases came to a decision. */
  readonly cases: number
  /** The axes that were run: `{ type: ['standard', 'fifo'] }`. */
  readonly axes: Readonly<Record<string, readonly string[]>>
  /** The documented freedoms that some answer made use of. */
  readonly freedoms: readonly string[]
  readonly failure?: Failure
  /** Other ways in which the clause failed, or other clauses that walks broke; each with the shortest history that was found. */
  readonly further?: readonly Failure[]
  /** Only where the row stands for a service's walks. */
  readonly walks?: WalkCounts
  /** How long it took, waits included; in milliseconds. */
  readonly durationMs: number
}
