import type { Alteration, SeenCall } from './altered-clients.js'
import type { Placeholders } from './placeholders.js'
import { another, isRecord, membersOf, valueAt, withAt, withText, type Path } from './values.js'

/** Whether the clause still holds where one answer is altered. */
export type Holds = (alteration: Alteration) => Promise<boolean>

const DEEPEST = 8
/** Members that a service makes up, even where the reference makes up the same each time. */
const MADE_UP = /(?:Id|Handle|Url|Arn|Token|SequenceNumber|Iterator)$/

/**
 * What an answer must be for its clause to hold, and no more: each part of it is altered, one at a time, and the clause is judged again. What it
 * does not notice is free.
 */
export class Expectations {
  constructor(
    private readonly names: Placeholders,
    private readonly holds: Holds,
    /** Placeholders that something depends on later: these are bound even where the clause looks at nothing of them. */
    private readonly isUsed: (name: string) => boolean,
    /** Whether some call sends the text: then it is the client's. */
    private readonly isSent: (text: string) => boolean,
  ) {}

  /** @param earlier lists that came of the same operation before, by their member */
  async of(call: number, a: SeenCall, b: SeenCall, earlier: ReadonlyMap<string, readonly unknown[]>): Promise<unknown> {
    const expected = (await this.#object(call, [], a.output!, b.output, a.output!)) as Record<string, unknown>
    for (const [name, items] of earlier) {
      const now = valueAt(a.output, [name])
      if (Array.isArray(now) && now.length > 0) continue
      if (!(await this.#holdsWith(call, [name], () => items))) expected[name] = { $none: true }
    }
    return expected
  }

  #holdsWith(call: number, path: Path, change: (old: unknown) => unknown): Promise<boolean> {
    return this.holds({ call, alter: (output) => withAt(output, path, change) as object })
  }

  #isOnlyCompared(call: number, text: string): Promise<boolean> {
    const other = another(text) as string
    return this.holds({ call, isLasting: true, alter: (output) => withText(output ?? {}, text, other) as object })
  }

  async #object(call: number, path: Path, a: object, b: unknown, whole: object): Promise<unknown> {
    const expected: Record<string, unknown> = {}
    for (const [name, value] of membersOf(a as Readonly<Record<string, unknown>>)) {
      const part = await this.#value(call, [...path, name], value, valueAt(b, [name]), whole)
      if (part !== undefined) expected[name] = part
    }
    return expected
  }

  /** What the value must be; `undefined` where it is free, and may be missing. */
  async #value(call: number, path: Path, a: unknown, b: unknown, whole: object): Promise<unknown> {
    if (path.length > DEEPEST) return undefined
    if (Array.isArray(a)) return this.#list(call, path, a, b, whole)
    const isMissed = !(await this.#holdsWith(call, path, () => undefined))
    if (isRecord(a)) {
      const inside = (await this.#object(call, path, a, b, whole)) as Readonly<Record<string, unknown>>
      return Object.keys(inside).length > 0 || isMissed ? inside : undefined
    }
    return this.#leaf(call, path, a, b, isMissed)
  }

  async #leaf(call: number, path: Path, a: unknown, b: unknown, isMissed: boolean): Promise<unknown> {
    const member = path.findLast((step) => typeof step === 'string') ?? 'value'
    const isMadeUp = typeof a === 'string' && typeof b === 'string' && (a !== b || (MADE_UP.test(member) && !this.isSent(a)))
    const known = typeof a === 'string' && typeof b === 'string' ? this.names.known(a, b) : undefined
    const name = known ?? (isMadeUp ? this.names.bind(member, a, b) : undefined)
    if (name !== undefined && known === undefined) return isMissed || this.isUsed(name) ? `\${${name}}` : undefined
    const isLookedAt = !(await this.#holdsWith(call, path, another))
    if (!isLookedAt) return isMissed ? { $any: true } : undefined
    if (name !== undefined) return `\${${name}}`
    // Where only that two answers say the same is looked at, the value is a name for what they say.
    if (typeof a === 'string' && typeof b === 'string' && (await this.#isOnlyCompared(call, a)))
      return `\${${this.names.bind(member, a, b)}}`
    if (typeof a === 'string' && a === b) return a.includes('${') ? { $any: true } : a
    if (a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0)
      return { $bytes: Buffer.from(a).toString('base64') }
    return a === b && (typeof a === 'number' || typeof a === 'boolean') ? a : { $any: true }
  }

  /** How many there are, what each must be, and whether their order matters: only as far as the clause notices. */
  async #list(call: number, path: Path, a: readonly unknown[], b: unknown, whole: object): Promise<unknown> {
    const same = Array.isArray(b) && b.length === a.length ? (b as readonly unknown[]) : undefined
    if (same === undefined) return undefined
    const isTooFew = a.length > 0 && !(await this.#holdsWith(call, path, (old) => (old as unknown[]).slice(0, -1)))
    const isTooMany = a.length > 0 && !(await this.#holdsWith(call, path, (old) => [...(old as unknown[]), (old as unknown[]).at(-1)]))
    const items: unknown[] = []
    for (const [nth, item] of a.entries()) items.push(await this.#value(call, [...path, nth], item, same[nth], whole))
    const isPlain = items.every((item) => item === undefined)
    if (!isTooFew && !isTooMany && isPlain) return undefined
    const isOrdered = a.length > 1 && !(await this.#holdsWith(call, path, (old) => [...(old as unknown[])].reverse()))
    return {
      $items: items.map((item) => item ?? { $any: true }),
      ...(isTooMany ? {} : { $more: true }),
      ...(isTooFew ? {} : { $fewer: true }),
      // One alone has no order, but what is there besides may come before it.
      ...(isOrdered || a.length === 0 || (a.length === 1 && isTooMany) ? {} : { $anyOrder: true }),
    }
  }
}
