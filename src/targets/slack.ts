import type { Slack } from './target.js'

/** An endpoint's clock may be read in steps of some milliseconds, and run a little faster or slower than ours. */
export const ENDPOINT_SLACK: Slack = { ms: 10, ppm: 200 }

/** The embedded reference and the clauses look at one clock. */
export const NO_SLACK: Slack = { ms: 0, ppm: 0 }
