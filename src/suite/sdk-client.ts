import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { HttpResponse } from '@smithy/core/protocols'
import type { HttpHandler, HttpRequest } from '@smithy/core/protocols'
import type { ClientConfig, Protocol, ServiceClient } from './binding.js'

/** Signing is most of what a call costs the client; an embedded target verifies nothing. */
const UNSIGNED = {
  httpAuthSchemes: [
    {
      schemeId: 'aws.auth#sigv4',
      identityProvider: (known: { getIdentityProvider(id: string): unknown }) => known.getIdentityProvider('aws.auth#sigv4'),
      signer: { sign: (request: unknown) => Promise.resolve(request) },
    },
  ],
}

/** What a client of the SDK needs to speak Query where it would speak another protocol. */
export const queryProtocol = (settings: {
  readonly defaultNamespace: string
  readonly xmlNamespace: string
  readonly version: string
  readonly errorTypeRegistries: unknown
}): object => ({ protocol: AwsQueryProtocol, protocolSettings: settings })

interface SdkClient {
  send(command: never, options: never): Promise<object>
  destroy(): void
}

/** What the client of one service is made from. */
export interface SdkService {
  /** As people call it: `SQS`. */
  readonly name: string
  /** The SDK's module, which has the commands. */
  readonly sdk: object
  readonly Client: new (config: never) => SdkClient
  /** What it is told besides, whatever the protocol: that it is not to hide wrong answers. */
  readonly settings?: object
  /** What it is told for a protocol that is not its usual one. */
  readonly protocols?: Readonly<Partial<Record<Protocol, object>>>
}

/** Makes clients of a service that retry nothing, read no files of the machine, and hand each request to `ClientConfig.handle`. */
export const sdkClient =
  ({ name, sdk, Client, settings = {}, protocols = {} }: SdkService) =>
  (config: ClientConfig): ServiceClient => {
    const { endpoint, region, credentials, protocol, isSigned } = config
    const client = new Client({
      endpoint,
      region,
      credentials,
      maxAttempts: 1,
      // Given, so that the client does not read the machine's files to find them, in the middle of the first call.
      retryMode: 'standard',
      defaultsMode: 'standard',
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      requestHandler: handlerOf(config),
      ...settings,
      ...(protocols[protocol] ?? {}),
      ...(isSigned ? {} : UNSIGNED),
    } as never)
    const commands = sdk as Readonly<Record<string, (new (input: object) => object) | undefined>>
    return {
      send: (operation, input, ticket) => {
        const Command = commands[`${operation}Command`]
        if (!Command) throw new TypeError(`${name} has no operation ${operation}`)
        return client.send(new Command(input) as never, { ticket } as never)
      },
      destroy: () => client.destroy(),
    }
  }

const handlerOf = (config: ClientConfig): HttpHandler => ({
  async handle(request: HttpRequest, options?: unknown) {
    const { ticket } = options as { readonly ticket: unknown }
    const { method, headers } = request
    const body: unknown = request.body
    const sent = { method, path: request.path, headers, body: body instanceof Uint8Array || typeof body === 'string' ? body : '' }
    return { response: new HttpResponse(await config.handle(sent, ticket)) }
  },
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({}),
})
