/** Where something stands: `reference/sqs/visibility.ts:41`, from the top of the project. */
export type Spot = string

/** Where the rules and the clauses stand, by clause id. An id that stands nowhere is absent. */
export interface Trace {
  readonly rules: Readonly<Record<string, readonly Spot[]>>
  readonly clauses: Readonly<Record<string, readonly Spot[]>>
}
