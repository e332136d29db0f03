import type {
  CreateEndpointResponse,
  CreatePlatformEndpointInput,
  DeleteEndpointInput,
  GetEndpointAttributesInput,
  GetEndpointAttributesResponse,
  ListEndpointsByPlatformApplicationInput,
  ListEndpointsByPlatformApplicationResponse,
  SetEndpointAttributesInput,
} from '@aws-sdk/client-sns'
import { known, YES } from '../core/facts.js'
import { applicationAt, asKept } from './applications.js'
import type { Context, Rules } from './choices.js'
import { invalidParameter, notFound } from './errors.js'
import { announce } from './events.js'
import { IOS_TOKEN_LENGTH, USER_DATA_BYTES } from './limits.js'
import { byKey, page } from './pages.js'
import { readArn } from './request.js'
import type { PlatformApplication, PlatformEndpoint } from './state.js'

/**
 * CreatePlatformEndpoint: a device that has the app, or the one of that token if every attribute that is given is as it has it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_CreatePlatformEndpoint.html
 * @clause sns.endpoint.create-arn
 * @clause sns.endpoint.create-idempotent
 * @clause sns.endpoint.create-does-not-enable
 * @clause sns.endpoint.default-attributes
 * @clause sns.endpoint.custom-user-data-attribute-wins
 */
export function createPlatformEndpoint(input: CreatePlatformEndpointInput, c: Context, x: Rules): CreateEndpointResponse {
  const application = applicationAt(input.PlatformApplicationArn!, c, x)
  const { CustomUserData, Attributes } = input
  const given = asKept({ ...(CustomUserData === undefined ? {} : { CustomUserData }), ...Attributes })
  checkAttributes(given, x)
  const token = input.Token!
  checkToken(application, token, x)
  const existing = application.endpoints.get(token)
  if (existing !== undefined) {
    const isSame = Object.entries(given).every(([name, value]) => existing.attributes.get(name) === value)
    x.orFail('sns.endpoint.create-same-token-different-settings', known(isSame), () => tokenTaken(existing))
    return { EndpointArn: existing.arn }
  }
  const { region, account } = c.region
  const arn = `arn:aws:sns:${region}:${account}:endpoint/${application.platform}/${application.name}/${x.choices.newId()}`
  const endpoint: PlatformEndpoint = { arn, application, attributes: new Map(Object.entries({ Enabled: 'true', ...given, Token: token })) }
  application.endpoints.set(token, endpoint)
  c.region.endpoints.set(arn, endpoint)
  announce('EndpointCreated', endpoint, c, x)
  return { EndpointArn: arn }
}

const tokenTaken = ({ arn }: PlatformEndpoint) =>
  invalidParameter('Token', `Endpoint ${arn} already exists with the same Token, but different attributes.`)

/** Names are looked at before the values of any. @clause sns.endpoint.invalid-attribute-name @clause sns.endpoint.custom-user-data-2048 */
function checkAttributes(attributes: Readonly<Record<string, string>>, x: Rules): void {
  for (const [name, value] of Object.entries(attributes)) {
    const isKnown = name === 'Token' || name === 'Enabled' || name === 'CustomUserData'
    x.orFail('sns.endpoint.invalid-attribute-name', known(isKnown), () => invalidParameter('Attributes', `Invalid attribute name: ${name}`))
    const invalid = (text: string) => () => invalidParameter('Attributes', `Invalid value for attribute: ${name}: ${text}`)
    if (name === 'CustomUserData')
      x.orFail(
        'sns.endpoint.custom-user-data-2048',
        known(Buffer.byteLength(value) <= USER_DATA_BYTES),
        invalid(`must be at most ${USER_DATA_BYTES} bytes long in UTF-8 encoding`),
      )
    if (name === 'Enabled') x.orFail('sns.endpoint.set-enabled', known(/^(true|false)$/i.test(value)), invalid('must be true or false'))
  }
}

function checkToken({ platform }: PlatformApplication, token: string, x: Rules): void {
  const wrong = (text: string) => () => invalidParameter('Token', text)
  x.orFail('sns.endpoint.create-arn', known(token !== ''), wrong('must not be empty'))
  const isValid = !platform.startsWith('APNS') || (token.length <= IOS_TOKEN_LENGTH && /^[0-9a-f]+$/i.test(token))
  x.orFail(
    'sns.endpoint.apns-token-hex-400',
    known(isValid),
    wrong(`iOS device tokens must be no more than ${IOS_TOKEN_LENGTH} hexadecimal characters`),
  )
}

function endpointAt(arn: string, c: Context, x: Rules): PlatformEndpoint {
  readArn(arn, 'EndpointArn', x)
  const endpoint = c.region.endpoints.get(arn)
  x.orFail('sns.errors.notfound-404', known(endpoint !== undefined), () => notFound('Endpoint'))
  return endpoint!
}

/** SetEndpointAttributes. @clause sns.endpoint.set-attributes-empty @clause sns.endpoint.set-enabled */
export function setEndpointAttributes(input: SetEndpointAttributesInput, c: Context, x: Rules): Record<string, never> {
  const endpoint = endpointAt(input.EndpointArn!, c, x)
  const given = asKept(input.Attributes!)
  checkAttributes(given, x)
  const { attributes, application } = endpoint
  const { Token: token } = given
  if (token !== undefined && token !== attributes.get('Token')) {
    checkToken(application, token, x)
    const other = application.endpoints.get(token)
    // An application has one endpoint of a token.
    x.orFail('sns.endpoint.create-same-token-different-settings', known(other === undefined), () => tokenTaken(other!))
    application.endpoints.delete(attributes.get('Token')!)
    application.endpoints.set(token, endpoint)
  }
  for (const [name, value] of Object.entries(given)) attributes.set(name, value)
  announce('EndpointUpdated', endpoint, c, x)
  return {}
}

/** GetEndpointAttributes. */
export function getEndpointAttributes(input: GetEndpointAttributesInput, c: Context, x: Rules): GetEndpointAttributesResponse {
  return { Attributes: Object.fromEntries(endpointAt(input.EndpointArn!, c, x).attributes) }
}

/** DeleteEndpoint: what subscribed it stays. One that is not there is no fault. @clause sns.endpoint.delete-idempotent @clause sns.endpoint.delete-keeps-subscription */
export function deleteEndpoint(input: DeleteEndpointInput, c: Context, x: Rules): Record<string, never> {
  readArn(input.EndpointArn!, 'EndpointArn', x)
  const endpoint = c.region.endpoints.get(input.EndpointArn!)
  if (endpoint === undefined) return {}
  endpoint.application.endpoints.delete(endpoint.attributes.get('Token')!)
  c.region.endpoints.delete(endpoint.arn)
  announce('EndpointDeleted', endpoint, c, x)
  return {}
}

/** ListEndpointsByPlatformApplication. @clause sns.app.list-page-100 */
export function listEndpointsByPlatformApplication(
  input: ListEndpointsByPlatformApplicationInput,
  c: Context,
  x: Rules,
): ListEndpointsByPlatformApplicationResponse {
  const { endpoints } = applicationAt(input.PlatformApplicationArn!, c, x)
  const candidates = byKey([...endpoints.values()].map((endpoint) => ({ item: endpoint, key: endpoint.arn, there: YES })))
  const { items, next } = page(candidates, input.NextToken, x)
  return {
    Endpoints: items.map(({ arn, attributes }) => ({ EndpointArn: arn, Attributes: Object.fromEntries(attributes) })),
    NextToken: next,
  }
}
