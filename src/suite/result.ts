/** What a clause came to on a target. */
export const VERDICTS = ['conforms', 'diverges', 'unsupported', 'inconclusive', 'skipped'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Anything JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** One call of a history, as the client saw it. */
export interface Step {
  /** The operation (`SendMessage`), or the request line where the clause spoke plain HTTP (`POST /`). */
  readonly operation: string
  /** What was sent; long values already abbreviated to an expression such as `'x'.repeat(1048576)`. */
  readonly input: Json
  /** What came back. */
  readonly output?: Json
  /** The refusal, where that came back instead. */
  readonly error?: { readonly name: string; readonly code?: string; readonly message: string; readonly status?: number }
  /**
   * When it was sent and answered, in milliseconds since the case began (on the target's clock where it can be turned).
   * Absent in a report that keeps no timings.
   */
  readonly sentMs?: number
  readonly receivedMs?: number
}

/** The shortest case that was found to diverge. */
export interface Failure {
  /** One sentence: what is wrong. */
  readonly message: string
  /** What the documentation allows here, and what came instead; a line or few each. */
  readonly allowed: string
  readonly seen: string
  /** The case: the axes it was on and the values that were drawn. */
  readonly input: Json
  readonly history: readonly Step[]
  /** The history as code for the AWS SDK for JavaScript v3. */
  readonly sdk: string
  /** The history as lines for the `aws` CLI. */
  readonly cli: string
  /** The command that runs this clause again as it was run. */
  readonly replay: string
  /** Whether running the case again diverged again. */
  readonly reproduced: boolean
}

/** One clause's verdict: a row of a report. */
export interface Result {
  /** The clause id. */
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
  /** How long it took, waits included; in milliseconds. */
  readonly durationMs: number
}
