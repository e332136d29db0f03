import type * as sdk from '@aws-sdk/client-sns'
import type { ClauseId } from '../../src/suite/index.js'
import type { SnsCase } from './bench.js'

export interface Page {
  readonly NextToken?: string | undefined
}

/** The pages of a list, from the first to the last. */
export const pages = async <Output extends Page>(list: (input: Page) => Promise<Output>): Promise<readonly Output[]> => {
  const found = [await list({})]
  for (let token = found[0]!.NextToken; token; token = found.at(-1)!.NextToken) found.push(await list({ NextToken: token }))
  return found
}

/** The ARNs that ListTopics gives, over all pages. */
export const topicArns = async (t: Pick<SnsCase, 'sns'>): Promise<readonly (string | undefined)[]> =>
  (await pages((input) => t.sns.listTopics(input))).flatMap(({ Topics = [] }) => Topics.map(({ TopicArn }) => TopicArn))

/** The subscriptions of the account, over all pages. */
export const allSubscriptions = async (t: Pick<SnsCase, 'sns'>): Promise<readonly sdk.Subscription[]> =>
  (await pages((input) => t.sns.listSubscriptions(input))).flatMap(({ Subscriptions = [] }) => Subscriptions)

/** Milliseconds that something may take to be known everywhere, where the profile lets it. */
export const spreadsWithin = ({ profile }: Pick<SnsCase, 'profile'>, freedom: ClauseId): number =>
  profile.tolerates(freedom) ? Math.max(60_000, profile.lateness) : profile.lateness
