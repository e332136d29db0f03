import { Refusal } from '../../src/suite/index.js'
import type { SnsCase } from './bench.js'

type Attributes = Readonly<Record<string, string>>

/**
 * Makes a platform application with credentials that no push service gave: an implementation that asks the push service takes none, and is not held to what
 * comes of an application.
 */
export const application = async (t: SnsCase, more: Attributes = {}, Platform = 'GCM', Name = t.name()): Promise<string> => {
  // Of the form of a signing key's id, which Apple's have.
  const pair = Platform === 'GCM' ? {} : { PlatformPrincipal: 'ABCDE12345' }
  try {
    const made = await t.sns.createPlatformApplication({
      Name,
      Platform,
      Attributes: { PlatformCredential: 'credential', ...pair, ...more },
    })
    return made.PlatformApplicationArn ?? t.diverges('CreatePlatformApplication answered without the ARN', 'an ARN', 'none')
  } catch (error) {
    if (error instanceof Refusal && /credential/i.test(error.error.message))
      t.lacks('the target takes only credentials that a push service gave')
    throw error
  }
}

export interface Device {
  readonly arn: string
  readonly application: string
  readonly token: string
  attributes(): Promise<Attributes>
  set(attributes: Attributes): Promise<object>
  /** Registers the same token again. */
  again(more?: object): Promise<string | undefined>
}

let tokens = 0
/** A token that no other device has. */
export const newToken = (): string => `token-${tokens++}`

/** Registers a device with an application. */
export const device = async (t: SnsCase, more: object = {}, of?: string): Promise<Device> => {
  const PlatformApplicationArn = of ?? (await application(t))
  const Token = newToken()
  const create = async (more: object) => (await t.sns.createPlatformEndpoint({ PlatformApplicationArn, Token, ...more })).EndpointArn
  const arn = await create(more)
  if (arn === undefined) t.diverges('CreatePlatformEndpoint answered without the ARN', 'an ARN', 'none')
  const EndpointArn = arn!
  return {
    arn: EndpointArn,
    application: PlatformApplicationArn,
    token: Token,
    attributes: async () => (await t.sns.getEndpointAttributes({ EndpointArn })).Attributes ?? {},
    set: (Attributes) => t.sns.setEndpointAttributes({ EndpointArn, Attributes }),
    again: (more = {}) => create(more),
  }
}
