/** One change of one place of a source, by which the tests are measured. */
export interface Mutant {
  /** Says which it is as long as its function stays as it is: file, function, operator, and the how-manieth of it there. */
  readonly key: string
  /** By which it is switched on, within one build. */
  readonly number: number
  /** `reference/sqs/receive.ts` */
  readonly file: string
  /** The outermost declaration around it. */
  readonly within: string
  /** The words of that declaration and of the change, in short: what was found out of the mutant holds as long as they are the same, however they are formatted. */
  readonly hash: string
  readonly operator: string
  readonly line: number
  /** What stands there, and what stands there instead. */
  readonly before: string
  readonly after: string
  /** Evaluated once when the module is loaded: which test reaches it cannot be told. */
  readonly isStatic: boolean
  /** The clause ids that the declaration around it mentions. */
  readonly ids: readonly string[]
  /** Where it mentions none: those of the nearest declarations that make use of it. A limit stands under no rule; what is refused beyond it does. */
  readonly usersIds: readonly string[]
}
