import type { ServerIndex } from './server-index.js'
import type { Message } from './state.js'

/**
 * An index that looks at every message each time and offers nearly all of them, hidden ones too: slow, easy to see through, and it leaves
 * every decision to the rules. Behind a message of a group that was refused it offers those that were never received.
 */
export class NaiveIndex implements ServerIndex {
  /** All messages, with a number that rises each time one is seen to be visible: the last seen stand last. */
  readonly #all = new Map<Message, number | undefined>()
  #seen = 0
  #now = 0
  #candidates: Message[] | undefined
  #offered: Message | undefined
  readonly #refused = new Set<string>()
  /** Gone and come back while candidates were looked at. */
  readonly #came = new Set<Message>()
  /** How many messages each group of a FIFO queue has, the groups in turn: one that is new or was served stands last. */
  readonly #turns = new Map<string, number>()
  readonly #served = new Set<string>()
  changed: (() => void) | undefined
  constructor(readonly fifo: boolean) {}

  joined(message: Message): void {
    this.#all.set(message, message.hiddenUntil.ms === 0 ? ++this.#seen : undefined)
    const { group = '' } = message
    this.#turns.set(group, (this.#turns.get(group) ?? 0) + 1)
    if (this.#candidates !== undefined) this.#came.add(message)
    this.changed?.()
  }
  hid(message: Message): void {
    this.#all.delete(message)
    this.#all.set(message, undefined)
    if (this.#candidates !== undefined) this.#served.add(message.group ?? '')
    this.changed?.()
  }
  left(message: Message): void {
    this.#all.delete(message)
    const { group = '' } = message
    const size = this.#turns.get(group)! - 1
    if (size === 0) this.#turns.delete(group)
    else this.#turns.set(group, size)
    this.changed?.()
  }
  emptied(): void {
    this.#all.clear()
    this.#turns.clear()
  }
  catchUp(now: number): boolean {
    this.#now = now
    const shown = this.#messages.filter((message) => this.#all.get(message) === undefined && !this.#hidden(message))
    for (const message of shown.sort((a, b) => a.hiddenUntil.end - b.hiddenUntil.end)) this.#all.set(message, ++this.#seen)
    return true
  }

  get #messages(): Message[] {
    return [...this.#all.keys()]
  }
  #hidden(message: Message): boolean {
    return message.hiddenUntil.end > this.#now
  }
  get visible(): number {
    return this.#messages.filter((message) => !this.#hidden(message)).length
  }
  get inFlight(): number {
    return this.#messages.filter((message) => this.#hidden(message) && message.receivedHere).length
  }
  get delayed(): number {
    return this.#messages.filter((message) => this.#hidden(message) && !message.receivedHere).length
  }
  get oldest(): Message | undefined {
    let oldest: Message | undefined
    for (const message of this.#all.keys()) if (oldest === undefined || message.sent.lo < oldest.sent.lo) oldest = message
    return oldest
  }
  get oldestAt(): number {
    return this.oldest?.sent.lo ?? Infinity
  }
  get nextVisible(): number {
    let next = Infinity
    for (const message of this.#all.keys()) if (this.#hidden(message)) next = Math.min(next, message.hiddenUntil.end)
    return next
  }
  get hasReady(): boolean {
    return this.#all.size > 0
  }

  next(taken: boolean): Message | undefined {
    this.#candidates ??= this.fifo ? this.#groups().flat() : this.#standard()
    const last = this.#offered
    if (this.fifo && last !== undefined && !taken && this.#all.has(last) && !this.#came.has(last)) this.#refused.add(last.group!)
    do this.#offered = this.#candidates.shift()
    while (this.#offered !== undefined && this.#offered.receives > 0 && this.#refused.has(this.#offered.group!))
    return this.#offered
  }
  done(): void {
    this.#candidates = this.#offered = undefined
    for (const group of this.#served) {
      const size = this.#turns.get(group)
      if (size === undefined) continue
      this.#turns.delete(group)
      this.#turns.set(group, size)
    }
    this.#served.clear()
    this.#refused.clear()
    this.#came.clear()
  }

  #standard(): Message[] {
    const rank = (message: Message): number => (this.#hidden(message) ? 2 : message.receives >= 3 ? 1 : 0)
    return this.#messages.sort((a, b) => {
      if (rank(a) !== rank(b)) return rank(a) - rank(b)
      return rank(a) === 1 ? this.#all.get(a)! - this.#all.get(b)! : a.seq - b.seq
    })
  }
  #groups(): Message[][] {
    const groups = new Map<string, Message[]>()
    for (const { queue, group } of this.#messages) groups.set(group!, [...(queue.groups.get(group!) ?? [])])
    const turns = [...this.#turns.keys()]
    return [...groups.values()].filter((group) => group.length > 0).sort(([a], [b]) => turns.indexOf(a!.group!) - turns.indexOf(b!.group!))
  }
}
