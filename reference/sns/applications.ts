import type {
  CreatePlatformApplicationInput,
  CreatePlatformApplicationResponse,
  DeletePlatformApplicationInput,
  GetPlatformApplicationAttributesInput,
  GetPlatformApplicationAttributesResponse,
  ListPlatformApplicationsInput,
  ListPlatformApplicationsResponse,
  SetPlatformApplicationAttributesInput,
} from '@aws-sdk/client-sns'
import { known, YES } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidParameter, notFound } from './errors.js'
import { APPLICATION_NAME_LENGTH } from './limits.js'
import { byKey, page } from './pages.js'
import type { PlatformApplication } from './state.js'

/** Those of today, and those of older passages. @clause sns.app.platforms @clause sns.app.get-attributes-hide-credentials */
const PLATFORMS: ReadonlySet<string> = new Set(['ADM', 'APNS', 'APNS_SANDBOX', 'APNS_VOIP', 'APNS_VOIP_SANDBOX', 'BAIDU', 'FCM', 'GCM', 'MACOS', 'MACOS_SANDBOX', 'MPNS', 'WNS']) // prettier-ignore
const SECRETS = ['PlatformCredential', 'PlatformPrincipal']
/** @clause sns.app.events @clause sns.app.get-attributes-hide-credentials */
const EVENTS = ['EventEndpointCreated', 'EventEndpointDeleted', 'EventEndpointUpdated', 'EventDeliveryFailure']
/** @clause sns.app.get-attributes-hide-credentials @clause sns.app.feedback-sample-rate @clause sns.endpoint.publish-app-disabled */
const OTHERS = [
  'Enabled',
  'SuccessFeedbackRoleArn',
  'FailureFeedbackRoleArn',
  'SuccessFeedbackSampleRate',
  'ApplePlatformTeamID',
  'ApplePlatformBundleID',
]
const NAMES: ReadonlySet<string> = new Set([...SECRETS, ...EVENTS, ...OTHERS])
type Attributes = Readonly<Record<string, string>>

/**
 * CreatePlatformApplication: an app that push notifications go to. Its credentials are held to their form only.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_CreatePlatformApplication.html
 * @clause sns.app.create-arn
 * @clause sns.app.attributes-required
 */
export function createPlatformApplication(input: CreatePlatformApplicationInput, c: Context, x: Rules): CreatePlatformApplicationResponse {
  const { Name: name = '', Platform: platform = '', Attributes: attributes = {} } = input
  x.orFail('sns.app.name-1-256-charset', known(name.length <= APPLICATION_NAME_LENGTH), () =>
    invalidParameter(name, `must be at most ${APPLICATION_NAME_LENGTH} characters long`),
  )
  x.orFail('sns.app.name-1-256-charset', known(/^[A-Za-z0-9_.-]+$/.test(name)), () =>
    invalidParameter(name, "must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'"),
  )
  x.orFail('sns.app.platform-unsupported', known(PLATFORMS.has(platform)), () =>
    invalidParameter('Platform', `${platform} is not supported`),
  )
  checkAttributes(attributes, c, x)
  checkCredentials(platform, attributes, x)
  const arn = `arn:aws:sns:${c.region.region}:${c.region.account}:app/${platform}/${name}`
  const { applications } = c.region
  const existing = applications.get(arn)
  const isSame =
    existing === undefined || Object.entries(asKept(attributes)).every(([key, value]) => existing.attributes.get(key) === value)
  x.orFail('sns.app.create-arn', known(isSame), () =>
    invalidParameter('Attributes', 'Platform application already exists with different attributes'),
  )
  if (existing === undefined)
    applications.set(arn, {
      arn,
      platform,
      name,
      attributes: new Map(Object.entries({ Enabled: 'true', ...asKept(attributes) })),
      endpoints: new Map(),
    })
  return { PlatformApplicationArn: arn }
}

/** `True` is `true`. */
export const asKept = (attributes: Attributes): Attributes =>
  attributes['Enabled'] === undefined ? attributes : { ...attributes, Enabled: attributes['Enabled'].toLowerCase() }

/** @clause sns.app.feedback-sample-rate @clause sns.app.events */
function checkAttributes(attributes: Attributes, c: Context, x: Rules): void {
  for (const [name, value] of Object.entries(attributes)) {
    x.orFail('sns.errors.invalid-parameter-400', known(NAMES.has(name)), () =>
      invalidParameter('Attributes', `Invalid attribute name: ${name}`),
    )
    const invalid = () => invalidParameter('Attributes', `Invalid value for attribute: ${name}: ${value}`)
    if (name === 'SuccessFeedbackSampleRate')
      x.orFail('sns.app.feedback-sample-rate', known(/^\d{1,3}$/.test(value) && Number(value) <= 100), invalid)
    if (name === 'Enabled') x.orFail('sns.errors.invalid-parameter-400', known(/^(true|false)$/i.test(value)), invalid)
    if (EVENTS.includes(name)) x.orFail('sns.app.events', known(value === '' || c.region.topics.has(value)), invalid)
  }
}

/** @clause sns.app.credential-pair-required */
function checkCredentials(platform: string, { PlatformCredential: credential, PlatformPrincipal: principal }: Attributes, x: Rules): void {
  const fail = (holds: boolean, text: string) =>
    x.orFail('sns.app.credential-pair-required', known(holds), () => invalidParameter('Attributes', text))
  fail(credential !== undefined || principal === undefined, 'PlatformPrincipal attribute provided without PlatformCredential')
  const needsPrincipal = platform !== 'GCM' && platform !== 'FCM'
  fail(
    !needsPrincipal || credential === undefined || principal !== undefined,
    'PlatformCredential attribute provided without PlatformPrincipal',
  )
  fail(credential !== undefined && credential !== '', 'Platform credentials are invalid')
  // Apple's are a certificate, or the id of a signing key.
  const isApple = platform.startsWith('APNS') || platform.startsWith('MACOS')
  fail(!isApple || /^-----BEGIN CERTIFICATE-----|^[A-Z0-9]{10}$/.test(principal!.trim()), 'Platform credentials are invalid')
}

/** @clause sns.app.get-unknown */
export function applicationAt(arn: string, c: Context, x: Rules): PlatformApplication {
  const application = c.region.applications.get(arn)
  x.orFail('sns.app.get-unknown', known(application !== undefined), () => notFound('PlatformApplication'))
  return application!
}

/** SetPlatformApplicationAttributes. */
export function setPlatformApplicationAttributes(
  input: SetPlatformApplicationAttributesInput,
  c: Context,
  x: Rules,
): Record<string, never> {
  const application = applicationAt(input.PlatformApplicationArn!, c, x)
  const attributes = input.Attributes!
  checkAttributes(attributes, c, x)
  for (const [name, value] of Object.entries(asKept(attributes))) application.attributes.set(name, value)
  return {}
}

/** GetPlatformApplicationAttributes. @clause sns.app.get-attributes-hide-credentials */
export function getPlatformApplicationAttributes(
  input: GetPlatformApplicationAttributesInput,
  c: Context,
  x: Rules,
): GetPlatformApplicationAttributesResponse {
  return { Attributes: visible(applicationAt(input.PlatformApplicationArn!, c, x)) }
}
const visible = ({ attributes }: PlatformApplication): Record<string, string> =>
  Object.fromEntries([...attributes].filter(([name, value]) => !SECRETS.includes(name) && value !== ''))

/** DeletePlatformApplication: its endpoints go with it. One that is not there is no fault. @clause sns.app.delete-hides-endpoints */
export function deletePlatformApplication(input: DeletePlatformApplicationInput, c: Context): Record<string, never> {
  const arn = input.PlatformApplicationArn!
  for (const endpoint of c.region.applications.get(arn)?.endpoints.values() ?? []) c.region.endpoints.delete(endpoint.arn)
  c.region.applications.delete(arn)
  return {}
}

/** ListPlatformApplications. @clause sns.app.list-page-100 */
export function listPlatformApplications(input: ListPlatformApplicationsInput, c: Context, x: Rules): ListPlatformApplicationsResponse {
  const candidates = byKey(
    [...c.region.applications.values()].map((application) => ({ item: application, key: application.arn, there: YES })),
  )
  const { items, next } = page(candidates, input.NextToken, x)
  return {
    PlatformApplications: items.map((application) => ({ PlatformApplicationArn: application.arn, Attributes: visible(application) })),
    NextToken: next,
  }
}
