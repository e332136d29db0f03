/** One step of a history: what is sent, and what the answer must be. docs/corpus.md has the form in full. */
export interface CorpusStep {
  readonly service: string
  readonly operation: string
  /** `us-east-1` unless given. */
  readonly region?: string
  readonly input: unknown
  /** How long to wait before it, after the answer before: what is late by up to two seconds is there then. */
  readonly wait_ms?: number
  /** What a success must hold; absent where it must be refused. */
  readonly output?: unknown
  /** The refusal: any of the names, or any client error where there is none. */
  readonly error?: { readonly names: readonly string[] }
}

/** A history that anybody can replay: made from one case of a clause that holds on the reference. */
export interface CorpusHistory {
  readonly clause: string
  readonly statement: string
  readonly source: string
  /** The kind of case: `{ "type": "fifo" }`. */
  readonly case: Readonly<Record<string, string>>
  /** How long all of it may take, without what is waited between steps; slower, it decides nothing. */
  readonly within_ms: number
  readonly steps: readonly CorpusStep[]
}
