export type { Evidence, Kind, LedgerLine, Place, Strength } from './line.js'
export { EVIDENCE, KINDS, observable, PLACES, STRENGTHS } from './line.js'
export { findLine, readLedger, services } from './read-ledger.js'
