import type { ClauseId } from '../../reference/core/reading.js'
import type { Slack } from '../targets/target.js'
import type { Exchange } from './exchange.js'

/** What an oracle says of one exchange. */
export interface Step {
  /**
   * `admitted`: the documentation allows this answer. `refused`: it does not, whatever happened unseen and whenever it happened.
   * `undecided`: nothing can be said of this exchange (and what it may have done is allowed for from now on).
   */
  readonly verdict: 'admitted' | 'refused' | 'undecided'
  /** The rule that a refused answer breaks; of an undecided one, the rule that could not be decided. */
  readonly clause?: ClauseId
  /** What would have been allowed, and what was seen instead. */
  readonly allowed?: string
  readonly seen?: string
  /** The freedoms without which the answer would have been refused. */
  readonly used: readonly ClauseId[]
  /** The rules that had their chance here: an implementation without them could have been caught. Of an undecided one, those that it was seen to keep. */
  readonly tested: readonly ClauseId[]
}

/** The clause of a refusal that names none. */
export const UNNAMED: ClauseId = 'oracle.unnamed'

/** How strict an oracle is, and what it knows of the clock at the other end. */
export interface Strictness {
  /** The name of the profile, for reports. */
  readonly profile: string
  /** Whether the documented freedom `id` excuses an answer. */
  tolerates(id: ClauseId): boolean
  /** Milliseconds that something which is due may be late. */
  readonly lateness: number
  /** Milliseconds for which a request without an answer may still take effect after its client gave up; 0 unless given. */
  readonly lingering?: number
  /** Whether there may have been something before the first exchange; nothing, unless it is said. */
  readonly beginsInTheMiddle?: boolean
  /** Whether services whose requests are not shown may put in what nobody is seen to ask for; none does, unless it is said. */
  readonly isFed?: boolean
  readonly slack: Slack
  /**
   * Clauses that the target is known to break, which are held against it no longer: what they alone forbid is allowed. It may grow while an
   * oracle judges.
   */
  readonly aside?: ReadonlySet<ClauseId>
}

/** Beliefs about one service in one region of one account, made from the exchanges so far. */
export interface Oracle {
  /**
   * Judges the next exchange and learns from it. Exchanges come in an order in which they may have taken effect (for requests that do not
   * overlap, that of their instants). After `refused` its beliefs are of no use any more.
   */
  admit(exchange: Exchange): Step
  /** The instants, on the client's clock, after which something may change by itself: ends of visibility timeouts, delays, retention, windows. */
  timers(): readonly number[]
  /** What is believed now, one line a thing, for people. */
  describe(): readonly string[]
  /** The same beliefs, independent from now on. */
  copy(): Oracle
  /** Equal texts for equal beliefs. */
  print(): string
}

/** What a service registers to be judged. */
export interface Judged {
  /** As in the SigV4 scope: `sqs`. */
  readonly service: string
  open(where: { readonly region: string; readonly account: string | undefined }, strictness: Strictness): Oracle
  /**
   * Which exchanges of other services are judged with this one's, where a trace shows both: what a topic delivers to a queue is told by requests
   * of both services. They are judged by their own oracle besides.
   */
  joins?(own: readonly Exchange[]): (other: Exchange) => boolean
  /** Whether an error of that code will do where a clause asks for one; nothing where a service's oracle does not tell. */
  takes?(clause: ClauseId, code: string): boolean
  /** The resources that a request names (queue names): requests that share none, directly or through others, cannot affect each other. */
  touches(exchange: Exchange): readonly string[]
  /**
   * What an exchange is about: a history is told as well without all that is about some things, as long as nothing about them is told. Empty
   * for one that changed nothing; nothing for one on which all that follows may rest. Where a service does not tell, nothing is left out.
   */
  about?(exchange: Exchange): readonly string[] | undefined
  /**
   * A request that waited in vain (a long poll answered empty) as one that looked once, at some instant until `until`: what it looked for may
   * have been there before or after, when it looked no more. Nothing for all other exchanges.
   */
  impatient?<E extends Exchange>(exchange: E, until: number): E | undefined
}
