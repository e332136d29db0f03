import type { Mail } from '../../core/ports.js'

/** What went to people, and when: `at` is in milliseconds of the world's clock. */
export interface Sent extends Mail {
  readonly account: string
  readonly region: string
  readonly at: number
}

/** A test reads what it waits for; more than this many pieces nobody has read are not kept, the oldest going first. */
const MOST_KEPT = 10_000

/** E-mail, SMS and push notifications, which are kept instead of sent. */
export class MailOutbox {
  #sent: Sent[] = []

  put(mail: Sent): void {
    this.#sent.push(mail)
    if (this.#sent.length > 2 * MOST_KEPT) this.#sent = this.#sent.slice(-MOST_KEPT)
  }

  /** The latest of them, oldest first. */
  all(): readonly Sent[] {
    return this.#sent.slice(-MOST_KEPT)
  }

  clear(): void {
    this.#sent = []
  }
}
