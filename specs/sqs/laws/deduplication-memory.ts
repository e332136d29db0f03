import type { Bounds } from '../../../src/oracle/linear/bounds.js'
import { Filter } from '../../../src/oracle/linear/filter.js'
import { Tombstones } from '../../../src/oracle/linear/tombstones.js'
import type { MessageRecord, QueueRecord } from './records.js'

export const DEDUPLICATION_INTERVAL = 5 * 60_000

/** The sends of one deduplication id to one queue, as long as they lie less than the interval apart. */
export interface Accepted {
  readonly key: string
  /** When the last of them was accepted at the latest. */
  hi: number
  /** The message that was answered last, if any send was answered. */
  message: MessageRecord | undefined
  /** When the first of those without an answer was sent, and what they were; `''` where they differ. */
  lostFrom: number
  lostContent: string
}

/** Which deduplication ids were used lately: the latest exactly, those before by a filter. */
export class DeduplicationMemory {
  readonly #accepted = new Map<string, Accepted>()
  readonly #order: Tombstones<Accepted>
  readonly #older: Filter
  #numbers = new Map<QueueRecord, number>()

  constructor(bounds: Bounds) {
    this.#order = new Tombstones(bounds.tombstones)
    this.#older = new Filter(bounds.filterBits)
  }

  get size(): number {
    return this.#accepted.size
  }
  get forgotten(): number {
    return this.#older.size
  }

  key(queue: QueueRecord, id: string): string {
    let number = this.#numbers.get(queue)
    if (number === undefined) this.#numbers.set(queue, (number = this.#numbers.size))
    return `${number} ${id}`
  }

  get(key: string): Accepted | undefined {
    return this.#accepted.get(key)
  }

  /** May the id have been used although nothing exact is known of it? */
  mayHaveBeenUsed(key: string): boolean {
    return this.#older.has(key)
  }

  add(accepted: Accepted): void {
    this.#accepted.set(accepted.key, accepted)
    const oldest = this.#order.add(accepted)
    if (oldest === undefined || this.#accepted.get(oldest.key) !== oldest) return
    this.#accepted.delete(oldest.key)
    this.#older.add(oldest.key)
  }
}
