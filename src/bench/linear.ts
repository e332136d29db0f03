import type { ClauseId } from '../../reference/core/reading.js'
import type { Exchange } from '../oracle/exchange.js'
import { linearChecker } from '../oracle/linear/linear-checker.js'
import type { ServiceLaws } from '../oracle/linear/service-laws.js'
import type { Strictness } from '../oracle/oracle.js'

/** What a service registers to have its laws measured. */
export interface LinearBench {
  readonly laws: ServiceLaws
  /** The freedoms that a single node does not need. */
  readonly withheld: Readonly<Record<ClauseId, string>>
  /** A history that keeps the laws, one exchange at a time, in the order in which answers were received. It is not held anywhere. */
  exchanges(count: number): Iterable<Exchange>
}

/** How fast and in how much memory the linear checker took one history. */
export interface LinearResult {
  readonly exchanges: number
  /** Of checker and generator together, and of the checker alone. */
  readonly perSecond: number
  readonly perSecondAlone: number
  /** Of both, in seconds of processor time: what it would be on a machine that does nothing else. */
  readonly perCpuSecond: number
  /** The greatest heap in use that was seen, in bytes, garbage included. */
  readonly peakHeap: number
  readonly findings: number
  readonly kept: Readonly<Record<string, number>>
  readonly forgotten: Readonly<Record<string, number>>
  readonly tested: Readonly<Record<string, number>>
}

const SAMPLE_EVERY = 65_536

/** Lets the laws go over a history of so many exchanges. */
export function measureLinear(bench: LinearBench, count: number): LinearResult {
  const strictness: Strictness = {
    profile: 'single-node',
    tolerates: (id) => !(id in bench.withheld),
    lateness: 0,
    slack: { ms: 5, ppm: 200 },
  }
  let generated = 0
  const startOfGenerator = performance.now()
  for (const { received } of bench.exchanges(count)) generated = received
  const generator = performance.now() - startOfGenerator
  if (Number.isNaN(generated)) throw new RangeError('The history has no time.')
  const checker = linearChecker([bench.laws], strictness)
  let peakHeap = 0
  let seen = 0
  const start = performance.now()
  const usedBefore = process.cpuUsage()
  for (const exchange of bench.exchanges(count)) {
    checker.see(exchange)
    if (++seen % SAMPLE_EVERY === 0) peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed)
  }
  const found = checker.end()
  const took = performance.now() - start
  const { user, system } = process.cpuUsage(usedBefore)
  return {
    exchanges: found.exchanges,
    perSecond: (seen / took) * 1000,
    perCpuSecond: (seen / (user + system)) * 1_000_000,
    perSecondAlone: (seen / (took - generator)) * 1000,
    peakHeap: Math.max(peakHeap, process.memoryUsage().heapUsed),
    findings: found.laws.reduce((sum, law) => sum + law.found, 0),
    kept: found.kept,
    forgotten: found.forgotten,
    tested: Object.fromEntries(found.laws.map(({ law, tested }) => [law, tested])),
  }
}

declare module '../service/area.js' {
  interface Area {
    /** Long histories, to measure its laws by. */
    readonly linearBench?: () => Promise<LinearBench>
  }
}
