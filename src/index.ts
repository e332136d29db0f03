/**
 * Touchstone from a program: hold a target to what AWS documents, read and write reports, look things up in the ledger.
 *
 * ```ts
 * import { runSuite } from 'touchstone'
 *
 * const { results } = await runSuite({ endpoint: 'http://localhost:4566', only: ['sqs.fifo'] })
 * const diverging = results.filter(({ verdict }) => verdict === 'diverges')
 * ```
 *
 * The reference for use in tests is in `touchstone/reference`, the words to write clauses with in `touchstone/suite`.
 */
export { runSuite } from './suite/run.js'
export type { RunOptions, RunResult } from './suite/run.js'
export { VERDICTS } from './suite/result.js'
export type { Failure, Json, Result, Step, Verdict } from './suite/result.js'
export type { Effort } from './suite/effort.js'
export type { ProfileName } from './suite/profiles.js'
export * from './ledger/index.js'
export * from './report/index.js'
