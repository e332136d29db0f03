/** Sends without an answer: each may have made a message whose id nobody was told. */
export class LostSends<Q extends object> {
  readonly #byBody = new Map<Q, Map<string, { count: number; sent: number; line: number }>>()
  /** There were more than can be told apart. */
  overflowed = false
  size = 0

  constructor(private readonly room: number) {}

  add(queue: Q, md5: string, sent: number, line: number): void {
    let bodies = this.#byBody.get(queue)
    if (bodies === undefined) this.#byBody.set(queue, (bodies = new Map<string, { count: number; sent: number; line: number }>()))
    const known = bodies.get(md5)
    if (known !== undefined) {
      known.count++
      known.sent = Math.min(known.sent, sent)
    } else if (this.size < this.room) {
      bodies.set(md5, { count: 1, sent, line })
      this.size++
    } else this.overflowed = true
  }

  /** A message with this body was there at `at`: was it one of them? Then that send is accounted for. */
  take(queue: Q, md5: string, at: number): { readonly sent: number; readonly line: number } | undefined {
    const known = this.#byBody.get(queue)?.get(md5)
    if (known === undefined || known.count === 0 || known.sent > at) return undefined
    known.count--
    return known
  }

  /** It was another one. */
  giveBack(queue: Q, md5: string): void {
    const known = this.#byBody.get(queue)?.get(md5)
    if (known !== undefined) known.count++
  }
}
