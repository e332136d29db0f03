import type { Breaking } from './breaking.js'
import { Oversized } from './target.js'
import type { Piece } from './target.js'

const OVER = { done: true, value: undefined } as const

/** Pieces as they come from a socket, kept until somebody reads them. */
export class Pieces implements AsyncIterableIterator<Piece> {
  #kept: Piece[] = []
  #bytes = 0
  #end: { readonly error?: Error } | undefined
  #wake: (() => void) | undefined

  /**
   * @param leave ends the answer; called once, when nobody reads any more
   * @param largest bytes that are kept at most
   */
  constructor(
    private readonly leave: () => void,
    private readonly largest: number,
  ) {}

  [Symbol.asyncIterator](): this {
    return this
  }

  push(bytes: Uint8Array, received: number): void {
    if (this.#end !== undefined) return
    this.#kept.push({ bytes, received })
    this.#bytes += bytes.byteLength
    if (this.#bytes > this.largest) {
      this.end(new Oversized(`more than ${this.largest} bytes of an answer that nobody had asked for yet`))
      this.leave()
    }
    this.#wake?.()
  }

  /** Nothing more comes. */
  end(error?: Error): void {
    this.#end ??= error === undefined ? {} : { error }
    this.#wake?.()
  }

  async next(): Promise<IteratorResult<Piece, undefined>> {
    for (;;) {
      const piece = this.#kept.shift()
      if (piece !== undefined) {
        this.#bytes -= piece.bytes.byteLength
        return { done: false, value: piece }
      }
      const { error } = this.#end ?? {}
      if (error !== undefined) throw error
      if (this.#end !== undefined) return OVER
      await new Promise<void>((resolve) => (this.#wake = resolve))
      this.#wake = undefined
    }
  }

  return(): Promise<IteratorResult<Piece, undefined>> {
    this.#kept = []
    this.end()
    this.leave()
    return Promise.resolve(OVER)
  }
}

/** The same pieces, each changed on its way. */
export const slowedDown = (
  pieces: AsyncIterableIterator<Piece>,
  change: (piece: Piece) => Promise<Piece>,
): AsyncIterableIterator<Piece> => ({
  [Symbol.asyncIterator]() {
    return this
  },
  async next() {
    const came = await pieces.next()
    return came.done === true ? came : { done: false, value: await change(came.value) }
  },
  async return() {
    await pieces.return?.()
    return OVER
  },
})

/** The same pieces, or the failure as soon as the run is broken off. */
export const untilBroken = (pieces: AsyncIterableIterator<Piece>, breaking: Breaking): AsyncIterableIterator<Piece> => ({
  [Symbol.asyncIterator]() {
    return this
  },
  next: () => breaking.orBroken(() => pieces.next()),
  return: () => pieces.return!(),
})
