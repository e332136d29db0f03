import type {
  CreateSMSSandboxPhoneNumberInput,
  DeleteSMSSandboxPhoneNumberInput,
  GetSMSSandboxAccountStatusResult,
  ListSMSSandboxPhoneNumbersInput,
  ListSMSSandboxPhoneNumbersResult,
  VerifySMSSandboxPhoneNumberInput,
} from '@aws-sdk/client-sns'
import { ServiceError } from '../core/errors.js'
import { known, YES } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { resourceNotFound } from './errors.js'
import { SANDBOX_NUMBERS } from './limits.js'
import { byKey, page } from './pages.js'
import { isOptedOut } from './sms.js'
import type { SandboxNumber } from './state.js'

/**
 * CreateSMSSandboxPhoneNumber: sends a one-time password, by which the number is verified.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox-verifying-phone-numbers.html
 * @clause sns.sms.sandbox-operations
 * @clause sns.sms.sandbox-created-pending
 * @clause sns.sms.sandbox-phone-pattern
 * @clause sns.sms.sandbox-language
 * @clause sns.sms.sandbox-phone-required
 */
export function createSMSSandboxPhoneNumber(input: CreateSMSSandboxPhoneNumberInput, c: Context, x: Rules): Record<string, never> {
  const { sandbox } = c.region.sms
  const phoneNumber = input.PhoneNumber!
  x.orFail(
    'sns.sms.sandbox-opted-out',
    known(!isOptedOut(phoneNumber, c)),
    () => new ServiceError('OptedOutException', 'The phone number has opted out.'),
  )
  x.orFail(
    'sns.sms.sandbox-operations',
    known(sandbox.has(phoneNumber) || sandbox.size < SANDBOX_NUMBERS),
    () => new ServiceError('UserErrorException', `The sandbox can have ${SANDBOX_NUMBERS} phone numbers.`),
  )
  const oneTimePassword = x.choices.newOneTimePassword()
  sandbox.set(phoneNumber, { phoneNumber, oneTimePassword, status: sandbox.get(phoneNumber)?.status ?? 'Pending' })
  c.out.oneTimePassword(phoneNumber, oneTimePassword)
  return {}
}

function numberAt(phoneNumber: string, c: Context, x: Rules): SandboxNumber {
  const found = c.region.sms.sandbox.get(phoneNumber)
  x.orFail('sns.sms.sandbox-verify-unknown', known(found !== undefined), resourceNotFound)
  return found!
}

/** VerifySMSSandboxPhoneNumber. @clause sns.sms.sandbox-verified @clause sns.sms.sandbox-otp-rules */
export function verifySMSSandboxPhoneNumber(input: VerifySMSSandboxPhoneNumberInput, c: Context, x: Rules): Record<string, never> {
  const number = numberAt(input.PhoneNumber!, c, x)
  x.orFail(
    'sns.sms.sandbox-wrong-otp',
    known(input.OneTimePassword === number.oneTimePassword),
    () => new ServiceError('VerificationException', 'The one-time password is wrong.'),
  )
  number.status = 'Verified'
  return {}
}

/** DeleteSMSSandboxPhoneNumber. @clause sns.sms.sandbox-delete */
export function deleteSMSSandboxPhoneNumber(input: DeleteSMSSandboxPhoneNumberInput, c: Context, x: Rules): Record<string, never> {
  c.region.sms.sandbox.delete(numberAt(input.PhoneNumber!, c, x).phoneNumber)
  return {}
}

/** ListSMSSandboxPhoneNumbers. @clause sns.sms.sandbox-list-empty @clause sns.sms.sandbox-list-pages @clause sns.sms.sandbox-status-enum @clause sns.sms.max-results */
export function listSMSSandboxPhoneNumbers(input: ListSMSSandboxPhoneNumbersInput, c: Context, x: Rules): ListSMSSandboxPhoneNumbersResult {
  const candidates = byKey(
    [...c.region.sms.sandbox.values()].map(({ phoneNumber, status }) => ({
      item: { PhoneNumber: phoneNumber, Status: status },
      key: phoneNumber,
      there: YES,
    })),
  )
  const { items, next } = page(candidates, input.NextToken, x, input.MaxResults)
  return { PhoneNumbers: [...items], NextToken: next }
}

/** GetSMSSandboxAccountStatus: every account is in the sandbox, and has no way out of it here. @clause sns.sms.sandbox-status */
export function getSMSSandboxAccountStatus(): GetSMSSandboxAccountStatusResult {
  return { IsInSandbox: true }
}

/** Whether a number gets what is sent to it. @clause sns.sms.sandbox-publish-unverified */
export const isReached = (phoneNumber: string, c: Pick<Context, 'region' | 'relaxed'>): boolean =>
  !isOptedOut(phoneNumber, c) &&
  (c.relaxed.has('sns.sms.sandbox-publish-unverified') || c.region.sms.sandbox.get(phoneNumber)?.status === 'Verified')
