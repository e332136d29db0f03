import type { Exchange } from './exchange.js'

/**
 * Milliseconds for which a request may still take effect after its client gave up, where nothing is known of the network: proxies and
 * servers hold what they were sent for about as long.
 */
export const LINGERING = 60_000

/**
 * A request without an answer as it may have been: under way for a while after its client gave up. Every other exchange is given back as it is.
 *
 * @param ms milliseconds for which it may take effect yet
 */
export const lingering = <E extends Exchange>(exchange: E, ms: number): E =>
  ms > 0 && exchange.outcome.kind === 'lost' ? { ...exchange, received: exchange.received + ms } : exchange
