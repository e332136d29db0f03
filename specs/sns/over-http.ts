import { Unsupported } from '../../src/suite/index.js'
import type { DoorRequest } from '../../src/targets/target.js'
import type { SnsCase, Topic } from './bench.js'
import { notAsked } from './listener.js'

export type Door = Awaited<ReturnType<SnsCase['door']>>

/** How long something may be on its way to an endpoint where how soon it comes is nobody's promise, in milliseconds. */
export const ON_ITS_WAY = 15_000

export const isNotification = ({ headers }: DoorRequest): boolean => headers['x-amz-sns-message-type'] === 'Notification'

/** A message that may be delivered twice may be tried twice as often: more attempts than there may be say nothing then. */
export const unlessTwice = (t: SnsCase): void => {
  if (t.profile.tolerates('sns.fanout.at-least-once-standard')) t.undecided('the message may have been delivered twice')
}

/** Subscribes a door, and waits for the message that asks to confirm; unsupported where none comes. */
export const confirming = async (
  t: SnsCase,
  topic: Topic,
  attributes: Readonly<Record<string, string>> = {},
): Promise<DoorRequest & { readonly door: Door }> => {
  const door = await t.door()
  await topic.subscribe(
    door.url.startsWith('https:') ? 'https' : 'http',
    door.url,
    Object.keys(attributes).length > 0 ? attributes : undefined,
  )
  const [request] = await door.came(1, ON_ITS_WAY)
  if (request === undefined) throw new Unsupported(notAsked('SubscriptionConfirmation'))
  return { ...request, door }
}

export interface Endpoint {
  readonly door: Door
  readonly subscriptionArn: string
  /**
   * The first `n` notifications that came; where fewer came in time it diverges.
   *
   * @param within milliseconds for all of them
   * @param gap milliseconds after which the next one is surely overdue: what does not retry at all is not waited for to the end
   */
  notifications(n: number, within?: number, gap?: number): Promise<readonly DoorRequest[]>
}

/** An endpoint over HTTP whose subscription is confirmed. */
export const endpoint = async (t: SnsCase, topic: Topic, attributes: Readonly<Record<string, string>> = {}): Promise<Endpoint> => {
  const { door, body } = await confirming(t, topic, attributes)
  const { Token } = JSON.parse(body) as { readonly Token: string }
  const { SubscriptionArn = '' } = await t.sns.confirmSubscription({ TopicArn: topic.arn, Token })
  return {
    door,
    subscriptionArn: SubscriptionArn,
    async notifications(n, within = ON_ITS_WAY, gap = within) {
      const end = t.time.now() + within
      for (let nth = 1; ; nth++) {
        const waited = Math.min(gap, Math.max(0, end - t.time.now()))
        const came = await door.came(nth, waited, isNotification)
        if (came.length >= n) return came
        if (came.length < nth)
          t.diverges('notifications that were due did not come', `${n}`, `${came.length}, and no more within ${Math.ceil(waited)} ms`)
      }
    },
  }
}
