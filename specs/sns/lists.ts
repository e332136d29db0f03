import type * as sdk from '@aws-sdk/client-sns'
import type { ClauseId } from '../../src/suite/index.js'
import type { SnsCase } from './case.js'
import { pages } from './pages.js'

/** The ARNs that ListTopics gives, over all pages. */
export const topicArns = async (t: Pick<SnsCase, 'sns'>): Promise<readonly (string | undefined)[]> =>
  (await pages((input) => t.sns.listTopics(input))).flatMap(({ Topics = [] }) => Topics.map(({ TopicArn }) => TopicArn))

/** The subscriptions of the account, over all pages. */
export const allSubscriptions = async (t: Pick<SnsCase, 'sns'>): Promise<readonly sdk.Subscription[]> =>
  (await pages((input) => t.sns.listSubscriptions(input))).flatMap(({ Subscriptions = [] }) => Subscriptions)

/** Milliseconds that something may take to be known everywhere, where the profile lets it. */
export const spreadsWithin = ({ profile }: Pick<SnsCase, 'profile'>, freedom: ClauseId): number =>
  profile.tolerates(freedom) ? Math.max(60_000, profile.lateness) : profile.lateness

/** So often a list of the whole account is read. */
const READINGS = 5

/**
 * Those of `made` that no reading of a list had. Other cases make and remove what the same list holds while it is read page by page: what moves to
 * the page before is skipped by one reading, and not by the next.
 */
export const missedBy = async <Item>(made: readonly Item[], read: () => Promise<readonly Item[]>): Promise<readonly Item[]> => {
  let missed = made
  for (let reading = 0; reading < READINGS && missed.length > 0; reading++) {
    const listed = await read()
    missed = missed.filter((item) => !listed.includes(item))
  }
  return missed
}
