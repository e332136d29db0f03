import { type Fact, known, NO, YES } from '../core/facts.js'
import { Proposing } from '../core/proposing.js'
import type { Random } from '../core/random.js'
import type { ClauseId } from '../core/reading.js'
import type { Candidate, Choices, Page } from './choices.js'
import type { Topic } from './state.js'

/** What a server decides where SNS leaves it open: ids are drawn from the world's seed, lists come in the order of their keys. */
export class ServerChoices implements Choices {
  constructor(protected readonly random: Random) {}

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
    return String(this.random.uint32() % 1_000_000).padStart(6, '0')
  }

  /** They are large, rise, and leave gaps. @clause sns.fifo.sequence-number-increases */
  sequenceNumber(topic: Topic): string {
    return `1${String(++topic.sequence * 1000).padStart(19, '0')}`
  }

  hidden(_freedom: ClauseId): Fact {
    return NO
  }

  /** A token names the last item of its page, so that a walk stays whole while other items come and go. */
  page<T>(candidates: Iterable<Candidate<T>>, most: number, token: string | undefined): Page<T> {
    const from = token === undefined ? undefined : readToken(token)
    const items: Candidate<T>[] = []
    for (const candidate of candidates) if (candidate.there === YES && (from === undefined || candidate.key > from)) items.push(candidate)
    items.sort((a, b) => (a.key < b.key ? -1 : 1))
    const shown = items.slice(0, most)
    return { items: shown.map(({ item }) => item), next: shown.length < items.length ? write(shown.at(-1)!.key) : undefined }
  }

  tokenKnown(token: string): Fact {
    return known(readToken(token) !== undefined)
  }
}

export class Propose extends Proposing<ServerChoices> {}

const MARK = 'after:'
const write = (key: string): string => Buffer.from(MARK + key).toString('base64')
/** The key that a token names, or `undefined` where it is none of ours. */
const readToken = (token: string): string | undefined => {
  const text = Buffer.from(token, 'base64').toString()
  return text.startsWith(MARK) && write(text.slice(MARK.length)) === token ? text.slice(MARK.length) : undefined
}
