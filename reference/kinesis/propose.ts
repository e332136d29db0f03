import { hash } from 'node:crypto'
import type { Adversity } from '../core/adversity.js'
import { CALM, pick, uses } from '../core/adversity.js'
import { type Fact, type Instant, known } from '../core/facts.js'
import { Proposing } from '../core/proposing.js'
import type { Random } from '../core/random.js'
import type { ClauseId } from '../core/reading.js'
import type { Choices } from './choices.js'
import type { Shard } from './shard.js'

/** What AWS may take for a change of state, in milliseconds. */
const LONG = 10_000
/** The most that is left out between two sequence numbers. */
const GAP = 1000
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** The server's choices: calm and the quickest unless its world is adverse. */
export class Decided implements Choices {
  #serial = 0
  #turn = 0
  readonly #key: string

  constructor(
    private readonly random: Random,
    private readonly adversity: () => Adversity | undefined,
  ) {
    this.#key = random.uuid()
  }

  /** Whether an adverse server uses the freedom now. */
  uses(id: ClauseId): boolean {
    return uses(this.adversity() ?? CALM, this.random, id)
  }
  #pick(below: number): number {
    return pick(this.adversity() ?? CALM, this.random, below)
  }

  takes(id: ClauseId, usual: number): number {
    return this.uses(id) ? usual + this.#pick(LONG) : usual
  }
  hidden(id: ClauseId): Fact {
    return known(this.uses(id))
  }
  nextIndex(_shard: Shard, last: number): number {
    return last + 1 + (this.uses('kinesis.sequence-numbers.gaps-allowed') ? this.#pick(GAP) : 0)
  }
  arrival(now: Instant): number {
    return now.lo
  }
  pageOf(_shard: Shard, most: number): number {
    return this.uses('kinesis.get.may-return-fewer') ? 1 + this.#pick(Math.min(most, 10)) : most
  }
  order(entries: number): readonly number[] | undefined {
    if (!this.uses('kinesis.ordering.batch-not-ordered')) return undefined
    return this.shuffled(Array.from({ length: entries }, (_, i) => i))
  }
  shuffled<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.#pick(i + 1)
      ;[items[i], items[j]] = [items[j]!, items[i]!]
    }
    return items
  }
  spread(shards: readonly Shard[]): Shard {
    return shards[this.#turn++ % shards.length]!
  }
  serial(): number {
    return ++this.#serial
  }
  id(length: number): string {
    return Array.from({ length }, () => LETTERS[Math.floor(this.random.next() * LETTERS.length)]!).join('')
  }
  uuid(): string {
    return this.random.uuid()
  }

  /** What it says stands in the text, after a code that only this server can make. */
  seal(kind: string, content: readonly (string | number)[]): string {
    const text = JSON.stringify(content)
    return Buffer.from(this.#code(kind, text) + text, 'latin1').toString('base64')
  }
  open(kind: string, sealed: string): readonly (string | number)[] | undefined {
    const plain = Buffer.from(sealed, 'base64').toString('latin1')
    const text = plain.slice(CODE)
    if (text === '' || plain.slice(0, CODE) !== this.#code(kind, text)) return undefined
    // Base64 may be written in several ways, of which one is ours.
    return Buffer.from(plain, 'latin1').toString('base64') === sealed ? (JSON.parse(text) as readonly (string | number)[]) : undefined
  }
  #code(kind: string, text: string): string {
    return hash('sha256', this.#key + kind + text + this.#key, 'hex').slice(0, CODE)
  }
}
const CODE = 16

/** The server's reading of the model. */
export type Served = Proposing<Decided>
export const serve = (random: Random, adversity: () => Adversity | undefined): Served => new Proposing(new Decided(random, adversity))
