import type { RetryPolicy } from '../delivery-policy.js'

/**
 * Retries of deliveries to AWS services: 3 at once, 2 after 1 s, 10 with exponential backoff from 1 s to 20 s, 100,000 after 20 s.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 * @clause sns.retries.aws-managed-policy
 */
export const MANAGED: RetryPolicy = {
  minDelayTarget: 1,
  maxDelayTarget: 20,
  numRetries: 100_015,
  numMaxDelayRetries: 100_000,
  numNoDelayRetries: 3,
  numMinDelayRetries: 2,
  backoffFunction: 'exponential',
}

/**
 * Retries to mail and phone services, and of Firehose where it throttles: 2 after 10 s, 10 from 10 s to 600 s, 38 after 600 s.
 *
 * @clause sns.retries.customer-managed-policy
 */
export const CUSTOMER_MANAGED: RetryPolicy = {
  minDelayTarget: 10,
  maxDelayTarget: 600,
  numRetries: 50,
  numMaxDelayRetries: 38,
  numNoDelayRetries: 0,
  numMinDelayRetries: 2,
  backoffFunction: 'exponential',
}

/**
 * How long the retry of a number (from 0) is waited for, in milliseconds; `undefined` where there is none: first come retries without delay, then those
 * with the smallest delay, then the backoff, then those with the largest delay.
 *
 * @clause sns.dpolicy.backoff-retries-formula
 * @clause sns.retries.phases-order
 * @clause sns.retries.total-attempts
 * @clause sns.http.default-three-retries-20s
 */
export function delayBefore(policy: RetryPolicy, retry: number): number | undefined {
  const {
    minDelayTarget: min,
    maxDelayTarget: max,
    numRetries,
    numNoDelayRetries: none,
    numMinDelayRetries: least,
    numMaxDelayRetries: most,
  } = policy
  if (retry >= numRetries) return undefined
  if (retry < none) return 0
  if (retry < none + least) return min * 1000
  const backoff = numRetries - none - least - most
  const step = retry - none - least
  return (step < backoff ? min + (max - min) * grown(policy, step, backoff) : max) * 1000
}

/**
 * How far a backoff of so many steps has gone from the smallest delay to the largest, from 0 to 1. AWS draws the functions and gives no formula: a
 * linear one grows by equal steps, an arithmetic one by steps that grow equally, a geometric one by an equal factor, an exponential one by doubling.
 *
 * @clause sns.dpolicy.backoff-functions
 * @clause sns.retries.backoff-first-last
 */
function grown({ backoffFunction, minDelayTarget: min, maxDelayTarget: max }: RetryPolicy, step: number, steps: number): number {
  if (step === 0 || min === max) return 0
  const last = steps - 1
  switch (backoffFunction) {
    case 'linear':
      return step / last
    case 'arithmetic':
      return (step * (step + 1)) / (last * (last + 1))
    case 'geometric':
      return (min * (max / min) ** (step / last) - min) / (max - min)
    case 'exponential':
      return (2 ** step - 1) / (2 ** last - 1)
  }
}
