import { Unsupported } from '../../src/suite/index.js'
import type { Answer, Door, DoorReply, DoorRequest } from '../../src/suite/index.js'
import type { Envelope, SnsCase, Topic } from './bench.js'

/** A document with a token: it confirms a subscription, or brings it back. */
export interface Confirmation {
  readonly Type: string
  readonly MessageId: string
  readonly Token: string
  readonly TopicArn: string
  readonly Message: string
  readonly SubscribeURL: string
  readonly Timestamp: string
}
export type Asking = 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'
export type PostType = Asking | 'Notification'

/** Milliseconds that a post may take where how soon it comes is nobody's promise. */
const POSTED_WITHIN_MS = 10_000
/** Why a clause about what is posted to an endpoint cannot be tried. */
export const notAsked = (type: Asking): string =>
  `the target posts no ${type} to endpoints over HTTP: see sns.${type === 'SubscriptionConfirmation' ? 'confirm.http-message-sent' : 'unsubscribe.http-confirmation-sent'}`
/** Milliseconds for which a post that must not come is looked for. */
const LOOK_MS = 3000

/** A subscriber over HTTP that is subscribed to a topic, and waits for its confirmation until `confirm`. */
export class Listener {
  constructor(
    private readonly t: SnsCase,
    private readonly topic: Topic,
    readonly door: Door,
    readonly subscriptionArn: string,
  ) {}

  /** The first `n` posts of the type, which must come within `ms` milliseconds. */
  async posts(type: PostType, n = 1, ms = POSTED_WITHIN_MS): Promise<readonly DoorRequest[]> {
    const { t, door } = this
    const came = await door.came(n, Math.max(ms, t.profile.lateness), isOf(type))
    if (came.length < n)
      t.diverges(
        `what was to be posted to the endpoint did not come`,
        `${n} of the type ${type}`,
        `${came.length}, of ${door.requests.length} requests`,
      )
    return came
  }

  /**
   * The first `n` posts of a confirmation. A target that posts none at all has nothing to show here: that they must come is what
   * `sns.confirm.http-message-sent` and `sns.unsubscribe.http-confirmation-sent` say.
   */
  async asked(type: Asking = 'SubscriptionConfirmation', n = 1, ms = POSTED_WITHIN_MS): Promise<readonly DoorRequest[]> {
    const { t, door } = this
    const came = await door.came(n, Math.max(ms, t.profile.lateness), isOf(type))
    if (came.length === 0) throw new Unsupported(notAsked(type))
    return this.posts(type, n, 0)
  }

  async confirmation(type?: Asking): Promise<Confirmation> {
    const [post] = await this.asked(type)
    return this.read(post!) as Confirmation
  }

  /** The notifications in their envelopes. */
  async notifications(n = 1): Promise<readonly Envelope[]> {
    return (await this.posts('Notification', n)).map((post) => this.read(post) as Envelope)
  }

  /** Confirms the subscription by the API, and waits until that is done. */
  async confirm(): Promise<this> {
    await this.t.sns.confirmSubscription({ TopicArn: this.topic.arn, Token: (await this.confirmation()).Token })
    return this
  }

  /** What must not be posted is not, for a while from now on. */
  async never(type: PostType, claim: string): Promise<void> {
    await this.t.time.sleep(LOOK_MS)
    const seen = this.door.requests.filter(isOf(type))
    if (seen.length > 0) this.t.diverges(claim, `nothing of the type ${type}`, seen.map(({ body }) => body.slice(0, 200)).join(', '))
  }

  async attributes(): Promise<Readonly<Record<string, string>>> {
    return (await this.t.sns.getSubscriptionAttributes({ SubscriptionArn: this.subscriptionArn })).Attributes ?? {}
  }

  read({ body }: DoorRequest): object {
    try {
      const value: unknown = JSON.parse(body)
      if (typeof value === 'object' && value !== null) return value
    } catch {
      // told below
    }
    return this.t.diverges('what was posted is no document', 'a JSON object', body.slice(0, 200))
  }
}

const isOf =
  (type: PostType) =>
  ({ headers }: DoorRequest): boolean =>
    headers['x-amz-sns-message-type'] === type

/**
 * Subscribes an endpoint of the case's own; the clause must say `door: true`.
 *
 * @param reply what it answers from the first request on
 */
export const listen = async (
  t: SnsCase,
  topic: Topic,
  attributes?: Readonly<Record<string, string>>,
  reply?: () => DoorReply,
): Promise<Listener> => {
  const door = await t.door()
  if (reply !== undefined) door.replies(reply)
  const output = await topic.subscribe(new URL(door.url).protocol.slice(0, -1), door.url, attributes)
  if (!output.SubscriptionArn) t.diverges('Subscribe answered without the SubscriptionArn', 'a SubscriptionArn', 'none')
  const listener = new Listener(t, topic, door, output.SubscriptionArn)
  t.stampLike(listener, output)
  return listener
}

/** Opens a link that came in a message, as somebody without credentials does. @param more what is added to its query string */
export const open = (t: SnsCase, link: string, more = ''): Promise<Answer> => {
  const { pathname, search } = new URL(link)
  return t.http({ method: 'GET', path: pathname + search + more, isUnsigned: true })
}
