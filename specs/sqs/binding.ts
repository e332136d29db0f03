import * as sdk from '@aws-sdk/client-sqs'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { HttpResponse } from '@smithy/core/protocols'
import type { HttpHandler, HttpRequest } from '@smithy/core/protocols'
import type { ClientConfig, ServiceBinding, ServiceClient } from '../../src/suite/index.js'
import { THROTTLED } from './oracle/errors.js'
import { manyServersOnly } from './profiles.js'

/** What the SDK needs to speak the older protocol: the settings it has for the newer one, and the namespace of the XML. */
const QUERY = {
  protocol: AwsQueryProtocol,
  protocolSettings: {
    defaultNamespace: 'com.amazonaws.sqs',
    xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    version: '2012-11-05',
    errorTypeRegistries: sdk.errorTypeRegistries,
  },
}

type AuthScheme = NonNullable<sdk.SQSClientConfig['httpAuthSchemes']>[number]
/** Signing is most of what a call costs the client. */
const unsigned: AuthScheme = {
  schemeId: 'aws.auth#sigv4',
  identityProvider: (known) => known.getIdentityProvider('aws.auth#sigv4'),
  signer: { sign: (request) => Promise.resolve(request) },
}
const UNSIGNED = { httpAuthSchemes: [unsigned] }

const client = (config: ClientConfig): ServiceClient => {
  const shared = new sdk.SQSClient({
    endpoint: config.endpoint,
    region: config.region,
    credentials: config.credentials,
    maxAttempts: 1,
    // Given, so that the client does not read the machine's files to find them, in the middle of the first call.
    retryMode: 'standard',
    defaultsMode: 'standard',
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    // The SDK would throw where a digest is wrong; the clauses want to see it.
    md5: false,
    useQueueUrlAsEndpoint: false,
    requestHandler: handlerOf(config),
    ...(config.protocol === 'query' ? QUERY : {}),
    ...(config.isSigned ? {} : UNSIGNED),
  })
  return {
    send: (operation, input, ticket) => {
      const Command = commands[`${operation}Command`]
      if (!Command) throw new TypeError(`SQS has no operation ${operation}`)
      return shared.send(new Command(input), { ticket } as object)
    },
    destroy: () => shared.destroy(),
  }
}

type AnyCommand = new (input: object) => Parameters<sdk.SQSClient['send']>[0]
const commands = sdk as unknown as Readonly<Record<string, AnyCommand | undefined>>

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

/** SQS, as the engine knows it. */
export const binding: ServiceBinding = {
  id: 'sqs',
  sdk: { client: 'SQS', module: '@aws-sdk/client-sqs' },
  protocols: ['json', 'query'],
  probe: { operation: 'ListQueues', input: { QueueNamePrefix: 'touchstone-probe' } },
  client,
  wait: (operation, input) => {
    if (operation !== 'ReceiveMessage') return 'none'
    const { WaitTimeSeconds } = input as { readonly WaitTimeSeconds?: number }
    // Without the parameter the queue decides.
    if (WaitTimeSeconds === undefined) return 'perhaps'
    return WaitTimeSeconds > 0 ? 'surely' : 'none'
  },
  undo: (operation, _input, output) => {
    const { QueueUrl } = output as { readonly QueueUrl?: string }
    return operation === 'CreateQueue' && QueueUrl !== undefined ? { operation: 'DeleteQueue', input: { QueueUrl } } : undefined
  },
  leftovers: async (send, prefix) => {
    const { QueueUrls = [] } = (await send('ListQueues', { QueueNamePrefix: prefix })) as { readonly QueueUrls?: readonly string[] }
    return QueueUrls.map((QueueUrl) => ({ operation: 'DeleteQueue', input: { QueueUrl } }))
  },
  troubles: {
    throttling: 'sqs.error.request-throttled',
    throttled: THROTTLED,
    failure: 'sqs.error.internal-failure',
    partialFailure: 'sqs.batch.partial-failure-200',
    partlyFailed: (output) => {
      const { Failed } = output as { readonly Failed?: readonly { readonly SenderFault?: boolean }[] }
      return Array.isArray(Failed) && Failed.some(({ SenderFault }) => SenderFault === false)
    },
    isRead: (operation) => /^(?:Get|List)/.test(operation),
  },
  manyServersOnly,
}
