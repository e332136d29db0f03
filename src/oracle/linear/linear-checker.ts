import type { Exchange } from '../exchange.js'
import type { Strictness } from '../oracle.js'
import { BOUNDS, type Bounds } from './bounds.js'
import type { Finding, Findings } from './findings.js'
import type { Bookkeeper, ServiceLaws } from './service-laws.js'
import { Suspicions } from './suspicions.js'
import { Verdicts } from './verdicts.js'

export interface LinearChecker {
  /**
   * Takes the next exchange. Exchanges come in the order of `received`, whoever sent them.
   *
   * @param line what the exchange is called in findings; its number in the stream unless given
   * @throws OutOfOrder when its answer was there before that of the exchange before it, or before it was sent
   */
  see(exchange: Exchange, line?: number): void
  /** What was found in the whole history. The checker is of no use any more. */
  end(): Findings
}

export class OutOfOrder extends Error {
  override readonly name = 'OutOfOrder'
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message)
  }
}

/**
 * Holds histories of many clients, of any length, to laws that need no search: one pass, memory for what is alive and a fixed
 * amount beside it. It is sound (whatever it reports contradicts the documentation, whenever each request took effect between being
 * sent and being answered) and not complete: that is for the oracles that search.
 *
 * It relies on the history being whole: every request of every client is in it, also those without an answer (`lost`). And all instants are
 * of one clock, or of clocks that agree.
 *
 * Memory: a record for each message that is or may be alive, `bounds.tombstones` for those that are gone, `bounds.suspicions`, and two
 * filters of `bounds.filterBits`. What does not fit is counted as forgotten, and a case that needed it as undecided.
 */
export function linearChecker(services: readonly ServiceLaws[], strictness: Strictness, given: Partial<Bounds> = {}): LinearChecker {
  const bounds = { ...BOUNDS, ...given }
  const suspicions = new Suspicions(bounds.suspicions, bounds.patience)
  const findings: Finding[] = []
  const verdicts: Verdicts[] = []
  const bookkeepers: Bookkeeper[] = []
  const readers = new Map<string, Bookkeeper[]>()
  const judged = new Set(services.map(({ service }) => service))
  for (const { service, along = [], laws, open } of services) {
    const own = new Map(laws.map((law) => [law.name, new Verdicts(law, findings, bounds.findings, suspicions)]))
    verdicts.push(...own.values())
    const ofLaw = (name: string): Verdicts => {
      const found = own.get(name)
      if (found === undefined) throw new TypeError(`${service} has no law ${name}`)
      return found
    }
    const bookkeeper = open({ strictness, bounds, verdicts: ofLaw })
    bookkeepers.push(bookkeeper)
    for (const one of [service, ...along]) readers.set(one, [...(readers.get(one) ?? []), bookkeeper])
  }
  const strangers = new Map<string, number>()
  let exchanges = 0
  let last = -Infinity

  return {
    see(exchange, line = exchanges + 1) {
      const { sent, received, service } = exchange
      if (!(received >= last)) throw new OutOfOrder(outOfOrder(line, 'was answered before the exchange before it'), line)
      if (!(sent <= received)) throw new OutOfOrder(outOfOrder(line, 'was answered before it was sent'), line)
      exchanges++
      last = received
      suspicions.reach(received)
      if (!judged.has(service)) strangers.set(service, (strangers.get(service) ?? 0) + 1)
      for (const bookkeeper of readers.get(service) ?? NOBODY) bookkeeper.see(exchange, line)
    },
    end() {
      const kept: Record<string, number> = { suspicions: suspicions.size }
      for (const bookkeeper of bookkeepers) add(kept, bookkeeper.kept())
      for (const bookkeeper of bookkeepers) bookkeeper.end()
      suspicions.end()
      const forgotten: Record<string, number> = {}
      for (const bookkeeper of bookkeepers) add(forgotten, bookkeeper.forgotten())
      return {
        exchanges,
        findings,
        laws: verdicts.map((one) => one.report()),
        kept,
        forgotten,
        notes: [
          ...[...strangers].map(([service, count]) => `${count} exchanges of ${service}, for which there are no laws`),
          ...bookkeepers.flatMap((bookkeeper) => bookkeeper.notes()),
        ],
      }
    },
  }
}

const NOBODY: readonly Bookkeeper[] = []

const outOfOrder = (line: number, how: string): string =>
  `Exchange ${line} ${how}: a history is read in the order in which answers were received. Sort it by \`received\`.`

const add = (to: Record<string, number>, counts: Readonly<Record<string, number>>): void => {
  for (const [kind, count] of Object.entries(counts)) to[kind] = (to[kind] ?? 0) + count
}
