import type { Scalar } from './policy.js'
import type { Token } from './tokens.js'

/** A policy that is JSON but no policy; `offset` is how far AWS's reader has read, where it says so. */
export class Refused extends Error {
  override readonly name = 'Refused'
  constructor(
    message: string,
    readonly offset: number | undefined,
  ) {
    super(message)
  }
}

/** Goes through tokens one by one, and knows how far AWS's own reader has read the text by then. */
export class Reader {
  #at = -1
  #tookText = false

  constructor(private readonly tokens: readonly Token[]) {}

  /** The token that was read last. */
  get token(): Token {
    return this.tokens[this.#at]!
  }

  /** Its number. */
  get at(): number {
    return this.#at
  }

  next(): Token {
    this.#tookText = false
    return this.tokens[++this.#at]!
  }

  /** The token that comes `ahead` tokens after the next one. */
  peek(ahead: number): Token | undefined {
    return this.tokens[this.#at + 1 + ahead]
  }

  /** The text of a string; it is read to its end for that. */
  text(): string {
    this.#tookText = true
    return this.token.text
  }

  /** What a string, number, `true`, `false` or `null` stands for. */
  scalar(): Scalar {
    const { kind } = this.token
    if (kind === 'string') return this.text()
    return kind === 'number' ? Number(this.token.text) : kind === 'null' ? null : kind === 'true'
  }

  /** What was read from a token to the last one, for telling one operand from another. */
  written(from: number): string {
    return JSON.stringify(this.tokens.slice(from, this.#at + 1).map(({ kind, text }) => [kind, text]))
  }

  refused(message: string): Refused {
    return new Refused(message, this.#tookText ? this.token.end : this.token.reached)
  }
}
