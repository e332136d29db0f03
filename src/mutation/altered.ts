import type { Exchange, Outcome } from '../oracle/exchange.js'
import { Random } from '../../reference/core/random.js'

type Members = Readonly<Record<string, unknown>>

/** The part of all alterations that are of times, in milliseconds, and of those what goes by in between. */
const OF_TIMES = 0.3
const SPANS = [900, 2100, 5000, 61_000, 301_000, 1_300_000]

/**
 * What was seen with one thing in it that was otherwise: an answer, or the time between two. Most of it is not allowed then. What an observer
 * should make of it nobody says; but two observers who do not make the same of it are not the same.
 *
 * @param seed the same one always alters the same
 * @param errors what a request may be refused with that should succeed
 */
export const altered = (exchanges: readonly Exchange[], seed: number, errors: readonly string[]): readonly Exchange[] => {
  const random = new Random(seed)
  const below = (count: number): number => Math.floor(random.next() * count)
  // What comes first is hardly worth altering: nothing is known yet.
  const at = Math.min(exchanges.length - 1, Math.floor(exchanges.length * (0.15 + 0.85 * random.next())))
  if (random.next() < OF_TIMES) {
    const span = SPANS[below(SPANS.length)]!
    return exchanges.map((exchange, nth) =>
      nth < at ? exchange : { ...exchange, sent: exchange.sent + span, received: exchange.received + span },
    )
  }
  const codes = [...new Set(exchanges.flatMap(({ outcome }) => (outcome.kind === 'refused' ? [outcome.code] : []))), ...errors]
  return exchanges.map((exchange, nth) => (nth === at ? { ...exchange, outcome: otherOutcome(exchange.outcome, codes, below) } : exchange))
}

const otherOutcome = (outcome: Outcome, codes: readonly string[], below: (count: number) => number): Outcome => {
  const refused: Outcome = { kind: 'refused', code: codes[below(codes.length)]!, message: '', status: 400 }
  if (outcome.kind === 'lost') return refused
  if (outcome.kind === 'refused') return below(2) === 0 ? refused : { kind: 'answered', output: {} }
  if (Object.keys(outcome.output).length === 0 || below(8) === 0)
    return below(3) === 0 ? { kind: 'lost', reason: 'altered', status: 500 } : refused
  return { kind: 'answered', output: otherMembers(outcome.output, below) }
}

/** One of the members is otherwise: one more, gone, changed, or changed somewhere within. */
const otherMembers = (members: Members, below: (count: number) => number): Members => {
  const names = Object.keys(members).filter((name) => members[name] !== undefined)
  const name = names[below(names.length)]
  if (name === undefined || below(10) === 0) return { ...members, Other: 'altered' }
  if (below(5) === 0) return Object.fromEntries(Object.entries(members).filter(([key]) => key !== name))
  return { ...members, [name]: otherValue(members[name], below) }
}

const otherValue = (value: unknown, below: (count: number) => number): unknown => {
  if (typeof value === 'number') return value + [-1, 1, 1000][below(3)]!
  if (typeof value === 'boolean') return !value
  if (typeof value === 'string') return /^\d+$/.test(value) ? String(Number(value) + [-1, 1, 3000][below(3)]!) : `${value}~`
  if (value instanceof Uint8Array) return new Uint8Array([...value, 0])
  if (value instanceof Date) return new Date(value.getTime() + 5000)
  if (Array.isArray(value)) return otherList(value as readonly unknown[], below)
  return typeof value === 'object' && value !== null ? otherMembers(value as Members, below) : value
}

const otherList = (items: readonly unknown[], below: (count: number) => number): readonly unknown[] => {
  const at = below(items.length)
  const kind = below(4)
  if (kind === 0) return items.filter((_, nth) => nth !== at)
  if (kind === 1 && items.length > 0) return [...items, items[at]]
  if (kind === 2 && items.length > 1) return [...items].reverse()
  return items.map((item, nth) => (nth === at ? otherValue(item, below) : item))
}
