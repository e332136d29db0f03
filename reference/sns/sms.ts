import type {
  CheckIfPhoneNumberIsOptedOutInput,
  CheckIfPhoneNumberIsOptedOutResponse,
  GetSMSAttributesInput,
  GetSMSAttributesResponse,
  ListOriginationNumbersResult,
  ListPhoneNumbersOptedOutInput,
  ListPhoneNumbersOptedOutResponse,
  OptInPhoneNumberInput,
  SetSMSAttributesInput,
} from '@aws-sdk/client-sns'
import { ServiceError } from '../core/errors.js'
import { after, known, YES } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidParameter } from './errors.js'
import { OPT_IN_INTERVAL } from './limits.js'
import { byKey, page } from './pages.js'
import type { Region } from './state.js'

const percent = (value: string) => /^\d{1,3}$/.test(value) && Number(value) <= 100
/** The attributes of SMS, and which values each can have. @clause sns.sms.attributes-set @clause sns.sms.sampling-rate-0-100 @clause sns.sms.sender-id-1-11 */
const ATTRIBUTES: Readonly<Record<string, (value: string) => boolean>> = {
  MonthlySpendLimit: (value) => /^\d+(\.\d+)?$/.test(value),
  DeliveryStatusIAMRole: (value) => value === '' || value.startsWith('arn:'),
  DeliveryStatusSuccessSamplingRate: percent,
  DefaultSenderID: (value) => value === '' || (/^[A-Za-z0-9]{1,11}$/.test(value) && /[A-Za-z]/.test(value)),
  DefaultSMSType: (value) => value === 'Promotional' || value === 'Transactional',
  UsageReportS3Bucket: () => true,
}

/** What is said of them has not the usual beginning. */
const wrong = (message: string) => () => new ServiceError('InvalidParameterException', message)

/** SetSMSAttributes. @clause sns.sms.type-values @clause sns.sms.attributes-set */
export function setSMSAttributes(input: SetSMSAttributesInput, c: Context, x: Rules): Record<string, never> {
  const given = Object.entries(input.attributes!)
  for (const [name, value] of given) {
    x.orFail('sns.sms.attributes-unknown-name', known(Object.hasOwn(ATTRIBUTES, name)), wrong(`${name} is not a valid attribute`))
    x.orFail('sns.sms.type-values', known(ATTRIBUTES[name]!(value)), wrong(`${name} is invalid`))
  }
  for (const [name, value] of given) c.region.sms.attributes.set(name, value)
  return {}
}

/** GetSMSAttributes: of all, or of those that are asked for. @clause sns.sms.attributes-default-spend-limit @clause sns.sms.attributes-filter */
export function getSMSAttributes(input: GetSMSAttributesInput, c: Context): GetSMSAttributesResponse {
  const all = { MonthlySpendLimit: '1', ...Object.fromEntries(c.region.sms.attributes) }
  const wanted = input.attributes ?? []
  return { attributes: wanted.length === 0 ? all : Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name))) }
}

/** @clause sns.sms.opted-out-required */
function checkNumber(phoneNumber: string, x: Rules): void {
  x.orFail('sns.sms.opted-out-required', known(/^\+\d{4,15}$/.test(phoneNumber)), () =>
    invalidParameter('PhoneNumber', 'input incorrectly formatted'),
  )
}

/** CheckIfPhoneNumberIsOptedOut. @clause sns.sms.opted-out-check */
export function checkIfPhoneNumberIsOptedOut(
  input: CheckIfPhoneNumberIsOptedOutInput,
  c: Context,
  x: Rules,
): CheckIfPhoneNumberIsOptedOutResponse {
  checkNumber(input.phoneNumber!, x)
  return { isOptedOut: isOptedOut(input.phoneNumber!, c) }
}

export const isOptedOut = (phoneNumber: string, { region }: Pick<Context, 'region'>): boolean => {
  const entry = region.sms.optedOut.get(phoneNumber)
  return entry !== undefined && entry.since !== undefined
}

/** What a phone answers that wants no more SMS, in whatever case. */
const STOP = /^\s*(?:ARRET|CANCEL|END|OPT-?OUT|QUIT|REMOVE|STOP|TD|UNSUBSCRIBE)\s*$/i

/**
 * An SMS from a phone: it may want no more.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_manage.html
 */
export function hearSms(from: string, text: string, { sms: { optedOut } }: Region, x: Rules): void {
  if (STOP.test(text)) optedOut.set(from, { since: x.now.at, optedIn: optedOut.get(from)?.optedIn })
}

/** ListPhoneNumbersOptedOut. */
export function listPhoneNumbersOptedOut(input: ListPhoneNumbersOptedOutInput, c: Context, x: Rules): ListPhoneNumbersOptedOutResponse {
  const candidates = byKey(
    [...c.region.sms.optedOut.keys()]
      .filter((number) => isOptedOut(number, c))
      .map((number) => ({ item: number, key: number, there: YES })),
  )
  const { items, next } = page(candidates, input.nextToken, x)
  return { phoneNumbers: [...items], nextToken: next }
}

/** OptInPhoneNumber: a number comes back, once in thirty days. */
export function optInPhoneNumber(input: OptInPhoneNumberInput, c: Context, x: Rules): Record<string, never> {
  const phoneNumber = input.phoneNumber!
  checkNumber(phoneNumber, x)
  const entry = c.region.sms.optedOut.get(phoneNumber)
  if (entry?.since === undefined) return {}
  x.orFail('sns.sms.opt-in-30-days', entry.optedIn === undefined ? YES : x.now.reached(after(entry.optedIn, OPT_IN_INTERVAL)), () =>
    invalidParameter('PhoneNumber', 'the number was opted in within the last 30 days'),
  )
  entry.since = undefined
  entry.optedIn = x.now.at
  return {}
}

/** ListOriginationNumbers: an account has none until it buys one. @clause sns.sms.origination-empty @clause sns.sms.max-results */
export function listOriginationNumbers(): ListOriginationNumbersResult {
  return { PhoneNumbers: [] }
}
