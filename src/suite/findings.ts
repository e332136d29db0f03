import type { Failure, Result } from './result.js'

/** Everything that was found against the target in one row: one failure of a clause, those of walks a clause each. */
export const findingsOf = ({ failure, further = [] }: Pick<Result, 'failure' | 'further'>): readonly Failure[] =>
  failure ? [failure, ...further] : []

/** What is to be known of a failure beside its history. */
export const remarksOn = ({ reproduced }: Failure): readonly string[] =>
  reproduced ? [] : ['It did not come again when the case was run again: look at it as a matter of chance or of time.']

/** Why something that was found is no divergence: it could not be seen a second time. */
export const onceOnly = ({ message }: Failure): string => `seen once and not again: ${message}`
