import { createHash } from 'node:crypto'
import { type Adversity, CALM, pick, uses } from '../core/adversity.js'
import { type Fact, known, YES } from '../core/facts.js'
import { Proposing } from '../core/proposing.js'
import type { Random } from '../core/random.js'
import type { ClauseId } from '../core/reading.js'
import type { Candidate, Choices, Page } from './choices.js'
import type { Topic } from './state.js'

/** What AWS is seen to do although it need not. */
const ALWAYS_USED: ReadonlySet<ClauseId> = new Set(['sns.topics.delete-subscription-attributes-linger'])

/** What a server decides where SNS leaves it open: ids are drawn from the world's seed, freedoms are used as its adversity says. */
export class ServerChoices implements Choices {
  adversity: Adversity = CALM

  constructor(private readonly random: Random) {}

  /** Whether it makes use of nothing. */
  get isCalm(): boolean {
    return this.adversity.chances.size === 0
  }

  /** @param about what it befalls, where that is not what the request is about */
  uses(freedom: ClauseId, about?: () => string): boolean {
    return uses(this.adversity, this.random, freedom, about)
  }

  /** A whole number from 0 on. */
  pick(below: number): number {
    return pick(this.adversity, this.random, below)
  }

  /** @clause sns.publish.message-id-unique */
  newId(): string {
    return this.random.uuid()
  }

  newToken(): string {
    let token = ''
    for (let part = 0; part < 8; part++) token += this.random.uuid().replaceAll('-', '')
    return token
  }

  newOneTimePassword(): string {
    return String(this.pick(1_000_000)).padStart(6, '0')
  }

  /** They are large, rise, and leave gaps. @clause sns.fifo.sequence-number-increases */
  sequenceNumber(topic: Topic): string {
    return `1${String(++topic.sequence * 1000).padStart(19, '0')}`
  }

  hidden(freedom: ClauseId): Fact {
    return known(ALWAYS_USED.has(freedom) || this.uses(freedom))
  }

  count(mine: number): string {
    return String(mine > 0 && this.uses('sns.attributes.topic-counters-eventual') ? mine - 1 : mine)
  }

  /**
   * A token names the last item of its page, so that a walk stays whole while other items come and go, and the order in which it goes.
   *
   * @clause sns.list.token-with-fewer-than-100
   */
  page<T>(candidates: Iterable<Candidate<T>>, most: number, token: string | undefined): Page<T> {
    const from = token === undefined ? undefined : readToken(token)
    const order = from?.order ?? (this.uses('sns.list.order-unspecified') ? 1 + this.pick(9) : 0)
    const start = from === undefined ? '' : placeIn(order, from.key)
    const size = most > 1 && this.uses('sns.list.token-with-fewer-than-100') ? 1 + this.pick(most) : most
    const rest: Candidate<T>[] = []
    for (const candidate of order === 0 ? candidates : inOrder(candidates, order)) {
      if (candidate.there !== YES || placeIn(order, candidate.key) <= start) continue
      rest.push(candidate)
      if (rest.length > size) break
    }
    const shown = rest.slice(0, size)
    return { items: shown.map(({ item }) => item), next: shown.length < rest.length ? write(order, shown.at(-1)!.key) : undefined }
  }

  tokenKnown(token: string): Fact {
    return known(readToken(token) !== undefined)
  }
}

export class Propose extends Proposing<ServerChoices> {}

const inOrder = <T>(candidates: Iterable<Candidate<T>>, order: number): Candidate<T>[] =>
  [...candidates].sort((a, b) => (placeIn(order, a.key) < placeIn(order, b.key) ? -1 : 1))
const placeIn = (order: number, key: string): string => (order === 0 ? key : createHash('md5').update(`${order} ${key}`).digest('hex'))

const write = (order: number, key: string): string => Buffer.from(`after:${order}:${key}`).toString('base64')
/** What a token says, or `undefined` where it is none of ours. */
const readToken = (token: string): { readonly order: number; readonly key: string } | undefined => {
  const [, order, key] = /^after:(\d):(.+)$/s.exec(Buffer.from(token, 'base64').toString()) ?? []
  return key !== undefined && write(Number(order), key) === token ? { order: Number(order), key } : undefined
}
