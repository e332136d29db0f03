import { hash } from 'node:crypto'
import type { ClauseId } from '../../../reference/core/reading.js'
import { LostSends } from './lost-sends.js'
import type { Judging } from './verdicts.js'

/** When something took effect: between these instants, in milliseconds; and where the history tells it. */
export interface Told {
  readonly sent: number
  readonly received: number
  /** The exchange's number. */
  readonly line: number
}

/** What a channel (a topic, a stream) took, or was seen to hold. */
export interface Item extends Told {
  /** As the service names it: a message id, a sequence number. */
  readonly id: string
  /** Of its content; nothing where what is handed on may be another content. */
  readonly sum: string | undefined
  /** By what items belong together: a message group, a shard. */
  readonly key: string | undefined
  /** Whether an answer acknowledged it. Else it is known because it was delivered. */
  readonly isTaken: boolean
  /** Whether it is taken for what a request without an answer put in. */
  readonly isOfLost?: boolean
  /** Who sent it. */
  readonly by?: string
}

/** An item as a consumer was handed it. */
export type Shown = Told & Pick<Item, 'id' | 'sum' | 'key' | 'by'>

/** What the laws that all services share find, with the clause of the service that says so. */
export interface Shared {
  readonly verdicts: Judging
  /** Who is handed an item is handed one that was taken. */
  readonly invented: ClauseId
  /** It is handed over as it was taken. */
  readonly changed: ClauseId
}

export const sumOf = (...parts: readonly (string | Uint8Array)[]): string => parts.map((part) => hash('sha1', part, 'base64')).join(' ')

/** What one channel took, was perhaps given without an answer, and handed to its consumers. The oldest items are forgotten for want of room. */
export class EventLog {
  readonly items = new Map<string, Item>()
  readonly #lost: LostSends<EventLog>
  forgotten = 0
  /** Whether something may have been taken of which nothing is known. */
  isOpen = false

  /** @param isWhole whether all that it holds was put in by requests of the history; asked when an item is judged that nobody sent */
  constructor(
    readonly name: string,
    private readonly shared: Shared,
    private readonly room: number,
    private readonly isWhole: () => boolean,
  ) {
    this.#lost = new LostSends(room)
  }

  /** An answer told that the item was taken. @returns whether it is one that was not taken before */
  take(item: Shown): boolean {
    const known = this.items.get(item.id)
    if (known?.isTaken === true) {
      // Of two requests with one answer either may have been the one that counted.
      if (item.sent < known.sent) this.items.set(item.id, { ...known, sent: item.sent })
      return false
    }
    if (known !== undefined && known.sum !== undefined && item.sum !== undefined && known.sum !== item.sum)
      this.#changed(known, item.line, known.line)
    if (known !== undefined && known.isOfLost !== true && this.#lost.size === 0 && !this.isOpen && known.received < item.sent)
      this.shared.verdicts.found({
        clause: this.shared.invented,
        line: known.line,
        earlier: item.line,
        allowed: `${item.id} once it was sent to ${this.name}`,
        seen: 'it was there before',
      })
    // Then the request without an answer is still to be accounted for.
    if (known?.isOfLost === true && known.sum !== undefined) this.#lost.giveBack(this, known.sum)
    this.#keep({ ...item, isTaken: true })
    return true
  }

  /** A request to take it had no answer. */
  mayTake(sum: string, { sent, line }: Told): void {
    this.#lost.add(this, sum, sent, line)
  }

  /** A consumer was handed it. @returns what is known of it; nothing where it is handed over under an id or with a content that was not taken */
  deliver(shown: Shown): Item | undefined {
    const { verdicts } = this.shared
    verdicts.tested()
    const known = this.items.get(shown.id)
    if (known === undefined) return this.#unknown(shown)
    if (known.sum === undefined || shown.sum === undefined || known.sum === shown.sum) return known
    this.#changed(shown, shown.line, known.line)
    return undefined
  }

  #unknown(shown: Shown): Item | undefined {
    const { verdicts, invented } = this.shared
    const put = shown.sum === undefined ? undefined : this.#lost.take(this, shown.sum, shown.received)
    const item = { ...shown, sent: put?.sent ?? shown.sent, isTaken: false, isOfLost: put !== undefined }
    this.#keep(item)
    if (put !== undefined) return item
    if (this.forgotten > 0 || this.#lost.overflowed || this.isOpen || !this.isWhole()) verdicts.undecided()
    else
      verdicts.suspect(shown.received, () => this.isWhole() && !this.isOpen && !this.#isExplained(shown), {
        clause: invented,
        line: shown.line,
        earlier: undefined,
        allowed: `what ${this.name} was given, under the id that was answered`,
        seen: `${shown.id}, which nobody sent`,
      })
    return item
  }

  /** Whether a request whose answer came later was answered with this id, or had none and the same content. */
  #isExplained({ id, sum, received }: Shown): boolean {
    const known = this.items.get(id)
    return (
      known === undefined ||
      known.isTaken ||
      this.#lost.overflowed ||
      sum === undefined ||
      this.#lost.take(this, sum, received) !== undefined
    )
  }

  #changed({ id }: Shown, line: number, earlier: number): void {
    this.shared.verdicts.found({
      clause: this.shared.changed,
      line,
      earlier,
      allowed: `${id} with the content under which it was sent to ${this.name}`,
      seen: 'another content',
    })
  }

  #keep(item: Item): void {
    this.items.set(item.id, item)
    if (this.items.size <= this.room) return
    this.items.delete(this.items.keys().next().value!)
    this.forgotten++
  }
}
