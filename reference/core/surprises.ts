import type { ClauseId } from './reading.js'
import { Random } from './random.js'

/** One use of a documented freedom: what an adverse world did, and to what. */
export interface Surprise {
  /** Tells it from all others of a run, and is the same in every run that asks the same: `sqs.receive.at-least-once-standard message 3 of orders #1`. */
  readonly id: string
  readonly freedom: ClauseId
  /** What it befell: `message 3 of orders`, `SendMessage to orders`. */
  readonly about: string
  /** The how manieth occasion of this freedom on that thing. */
  readonly nth: number
}

/** What a thing of a request is called, and what it is about. */
export type Named<T> = (thing: T) => string

/** So often in a row a freedom is used on one thing at most: AWS fails now and then, and goes on. */
const IN_A_ROW = 2
/** More are not dealt: whoever asks for so many does not look at them any more. */
const MOST = 100_000

/**
 * Deals the surprises of an adverse world one by one, and logs them. Whether one is dealt depends on the seed and on what it befalls alone, and on
 * nothing that was dealt before: so a run can be had again with some of its surprises and without the others.
 */
export class Surprises {
  readonly dealt: Surprise[] = []
  /** What the request at hand is about, for occasions that name nothing themselves. */
  #during = 'the service'
  /** Of each such request, how many before it in a row had a surprise, and whether this one has. */
  readonly #requests = new Map<string, { inARow: number; isDealt: boolean }>()
  readonly #occasions = new Map<string, number>()
  /** How often in a row each was dealt at last. */
  readonly #inARow = new Map<string, number>()
  readonly #details = new Random(0)

  /**
   * @param seed any 32-bit integer
   * @param script the ids of the surprises that are dealt, and no others; without it they are drawn
   */
  constructor(
    private readonly seed: number,
    private readonly script?: ReadonlySet<string>,
  ) {}

  /** A request begins. @param about `SendMessage to orders` */
  begin(about: string): void {
    this.#during = about
    const { inARow, isDealt } = this.#requests.get(about) ?? { inARow: 0, isDealt: false }
    this.#requests.set(about, { inARow: isDealt ? inARow + 1 : 0, isDealt: false })
  }

  /** Whether the freedom is used on this occasion. @param chance from 0 to 1 */
  uses(freedom: ClauseId, chance: number, about = this.#during): boolean {
    const surprise = this.#next(freedom, about)
    const isDealt = this.script === undefined ? this.#draw(surprise.id) < chance && this.#isRare(surprise) : this.script.has(surprise.id)
    if (!isDealt) this.#inARow.delete(`${freedom} ${about}`)
    return isDealt && this.#deal(surprise)
  }

  /**
   * Which of several things the freedom is used on, on this occasion, if on any. A script names the thing, and it is used as soon as that is there.
   *
   * @param about what the occasion is about: `orders`
   */
  among<T>(freedom: ClauseId, chance: number, about: string, things: readonly T[], name: Named<T>): T | undefined {
    if (things.length === 0) return undefined
    if (this.script === undefined) {
      const occasion = this.#next(freedom, about)
      if (this.#draw(occasion.id) >= chance) return undefined
      const thing = things[this.pick(things.length)]!
      const surprise = this.#next(freedom, name(thing))
      return this.#isRare(surprise) && this.#deal(surprise) ? thing : undefined
    }
    for (const thing of things) {
      const surprise = this.#peek(freedom, name(thing))
      if (!this.script.has(surprise.id)) continue
      this.#next(freedom, surprise.about)
      this.#deal(surprise)
      return thing
    }
    return undefined
  }

  /** A detail of the surprise dealt last: a whole number from 0 to `below` - 1. */
  pick(below: number): number {
    return Math.floor(this.#details.next() * below)
  }

  #peek(freedom: ClauseId, about: string): Surprise {
    const nth = (this.#occasions.get(`${freedom} ${about}`) ?? 0) + 1
    return { id: `${freedom} ${about} #${nth}`, freedom, about, nth }
  }

  #next(freedom: ClauseId, about: string): Surprise {
    const surprise = this.#peek(freedom, about)
    this.#occasions.set(`${freedom} ${about}`, surprise.nth)
    return surprise
  }

  /** From 0 to 1, the same for the same id. Leaves the details of what it decides to be drawn. */
  #draw(id: string): number {
    this.#details.restart(hashOf(id) ^ this.seed)
    return this.#details.next()
  }

  /** Whoever asks again after a failure, as SDKs do, comes through the third time. */
  #isRare({ freedom, about }: Surprise): boolean {
    const request = this.#requests.get(about)
    return request === undefined ? (this.#inARow.get(`${freedom} ${about}`) ?? 0) < IN_A_ROW : request.inARow < IN_A_ROW
  }

  #deal(surprise: Surprise): boolean {
    if (this.dealt.length >= MOST) return false
    const request = this.#requests.get(surprise.about)
    if (request !== undefined) request.isDealt = true
    const key = `${surprise.freedom} ${surprise.about}`
    this.#inARow.set(key, (this.#inARow.get(key) ?? 0) + 1)
    // Drawn or scripted, its details are the same.
    if (this.script !== undefined) this.#draw(surprise.id)
    this.dealt.push(surprise)
    return true
  }
}

/** FNV-1a. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}

/** Parts of names that are another in every run: UUIDs, long numbers, digits in hexadecimal. */
const RANDOM_PART = /[0-9a-f]{8}-[0-9a-f-]{27}|\d{5,}|(?=[a-f]*\d)[0-9a-f]{6,}/gi
/** What a name is in every run: `orders-1732986000123` is `orders-*`. */
export const steadyName = (name: string): string => name.replace(RANDOM_PART, '*')

const NAMING = ['QueueUrl', 'QueueName', 'TopicArn', 'TargetArn', 'StreamARN', 'StreamName', 'SubscriptionArn', 'ConsumerARN', 'Name']

/** What a request is about, in a few words that are the same in every run: `SendMessage to orders`. */
export const aboutCall = (operation: string, input: Readonly<Record<string, unknown>>): string => {
  for (const member of NAMING) {
    const value = input[member]
    if (typeof value === 'string')
      return `${operation} to ${steadyName(value.slice(Math.max(value.lastIndexOf('/'), value.lastIndexOf(':')) + 1))}`
  }
  return operation
}
