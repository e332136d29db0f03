import type { TracedExchange } from '../../oracle/trace/form.js'

/** Exchanges by the service that was asked. */
export const byService = (exchanges: readonly TracedExchange[]): ReadonlyMap<string, readonly TracedExchange[]> => {
  const found = new Map<string, TracedExchange[]>()
  for (const exchange of exchanges) {
    const known = found.get(exchange.service)
    if (known === undefined) found.set(exchange.service, [exchange])
    else known.push(exchange)
  }
  return found
}
