import { Wildcard } from '../filter/wildcard.js'

/** Whether the whole of a text matches. */
export type MatchesText = (text: string) => boolean

/**
 * Compiles a pattern in which `*` stands for any characters and `?` for any one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export const wildcard = (pattern: string): MatchesText => {
  if (pattern.includes('?'))
    return patternOf([...pattern].map((letter) => (letter === '*' || letter === '?' ? { wild: letter } : { letter })))
  const compiled = new Wildcard(pattern.split('*') as [string, ...string[]])
  return (text) => compiled.matches(text)
}

/**
 * Compiles a pattern of resource ARNs, in which a wildcard stands for characters of one part of the ARN, between colons; a star at the end of its part
 * stands for what follows as well: `arn:aws:sqs:*:orders` is any queue of that name, `arn:aws:sqs:eu-*-1:…` names regions.
 */
export const resource = (name: string): MatchesText => {
  if (!/\*(?!:|$)|\?/.test(name)) return wildcard(name)
  const letters = [...name]
  return patternOf(
    letters.map((letter, at) => {
      const next = letters[at + 1]
      if (letter === '*') return { wild: '*', isInPart: next !== undefined && next !== ':' }
      return letter === '?' ? { wild: '?', isInPart: true } : { letter }
    }),
  )
}

/** Letters whose steps a pattern keeps: all of an ordinary one's, and not megabytes for one that is made of thousands. */
const MOST_STEPS = 100

/** A letter, or what stands for any one or any number of them: of those that are no colons, where it is in a part of an ARN. */
type Token = { readonly letter: string } | { readonly wild: '*' | '?'; readonly isInPart?: boolean }

const patternOf = (tokens: readonly Token[]): MatchesText => {
  const pattern = new Pattern(tokens)
  return (text) => pattern.matches(text)
}

/**
 * A pattern as a set of places in it, a bit each: those to which the text so far can have led. All of them take a step at once, so that a text costs a
 * pass over a thirty-second of the pattern for each of its letters, whatever they are.
 */
class Pattern {
  readonly #words: number
  /** Places of stars: they may be left without a letter. */
  readonly #stars: Uint32Array
  /** Places of each letter of the pattern. */
  readonly #places = new Map<string, number[]>()
  /** What a letter does that is nowhere in the pattern, and what a colon does. */
  readonly #other: Step
  readonly #colon: Step
  readonly #steps = new Map<string, Step>()

  constructor(private readonly tokens: readonly Token[]) {
    this.#words = (tokens.length >> 5) + 1
    this.#stars = this.#bits((token) => 'wild' in token && token.wild === '*')
    const passing = (wild: '*' | '?', isColon: boolean): Uint32Array =>
      this.#bits((token) => 'wild' in token && token.wild === wild && !(isColon && token.isInPart === true))
    this.#other = { on: passing('?', false), stays: passing('*', false) }
    this.#colon = { on: passing('?', true), stays: passing('*', true) }
    tokens.forEach((token, at) => {
      if (!('letter' in token)) return
      const places = this.#places.get(token.letter)
      if (places === undefined) this.#places.set(token.letter, [at])
      else places.push(at)
    })
  }

  matches(text: string): boolean {
    const end = this.tokens.length
    let places = new Uint32Array(this.#words)
    let next = new Uint32Array(this.#words)
    places[0] = 1
    this.#leaveStars(places)
    for (const letter of text) {
      const { on, stays } = this.#steps.get(letter) ?? this.#step(letter)
      let carry = 0
      let some = 0
      for (let word = 0; word < places.length; word++) {
        const moved = places[word]! & on[word]!
        next[word] = (moved << 1) | carry | (places[word]! & stays[word]!)
        carry = moved >>> 31
        some |= next[word]!
      }
      if (some === 0) return false
      this.#leaveStars(next)
      ;[places, next] = [next, places]
    }
    return ((places[end >> 5]! >>> (end & 31)) & 1) === 1
  }

  /** From the first word on, so that a place reached by leaving one star leaves the next one too. */
  #leaveStars(places: Uint32Array): void {
    let carry = 0
    for (let word = 0; word < places.length; word++) {
      const stars = this.#stars[word]!
      let reached = places[word]! | carry
      for (let left = reached & stars; left !== 0;) {
        const grown = reached | (left << 1)
        left = grown & ~reached & stars
        reached = grown
      }
      places[word] = reached
      carry = (reached & stars) >>> 31
    }
  }

  #step(letter: string): Step {
    const wild = letter === ':' ? this.#colon : this.#other
    const places = this.#places.get(letter)
    if (places === undefined) return wild
    const step = { ...wild, on: Uint32Array.from(wild.on) }
    for (const at of places) step.on[at >> 5]! |= 1 << (at & 31)
    if (this.#steps.size < MOST_STEPS) this.#steps.set(letter, step)
    return step
  }

  #bits(isSet: (token: Token) => boolean): Uint32Array {
    const bits = new Uint32Array(this.#words)
    this.tokens.forEach((token, at) => {
      if (isSet(token)) bits[at >> 5]! |= 1 << (at & 31)
    })
    return bits
  }
}

/** The places that a letter leads on from, and those at which it may stay. */
interface Step {
  readonly on: Uint32Array
  readonly stays: Uint32Array
}
