import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols'
import { HttpResponse } from '@smithy/core/protocols'
import { TypeRegistry } from '@smithy/core/schema'
import type { ServiceBinding, ServiceClient } from '../../src/suite/index.js'
import { NAMESPACE, operations } from './service.js'

const protocol = new AwsRestJsonProtocol({ defaultNamespace: NAMESPACE, errorTypeRegistries: [TypeRegistry.for(NAMESPACE)] } as never)
/** What the SDK's client would bring. */
const context = {
  endpoint: () => Promise.resolve({ protocol: 'http:', hostname: 'relay', path: '/' }),
  base64Encoder: (bytes: Uint8Array) => Buffer.from(bytes).toString('base64'),
  base64Decoder: (text: string) => new Uint8Array(Buffer.from(text, 'base64')),
  utf8Encoder: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
  streamCollector: (body: Uint8Array) => Promise.resolve(body),
}

/** There is no client of it on npm, so that the protocol of the SDK is used by itself. */
const client: ServiceBinding['client'] = ({ handle }): ServiceClient => ({
  async send(name, input, ticket) {
    const [, , , traits, from, to] = operations[name as keyof typeof operations]
    const schema = { name, traits, input: from, output: to } as never
    const request = (await protocol.serializeRequest(schema, input as never, context as never)) as unknown as {
      readonly method: string
      readonly path: string
      readonly headers: Readonly<Record<string, string>>
      readonly body?: string | Uint8Array
    }
    const { method, path, headers, body = '' } = request
    const answer = new HttpResponse(await handle({ method, path, headers, body }, ticket))
    return protocol.deserializeResponse(schema, context as never, answer)
  },
  destroy: () => {},
})

export const binding: ServiceBinding = {
  id: 'relay',
  sdk: { client: 'Relay', module: '@example/client-relay' },
  protocols: ['rest-json'],
  probe: { operation: 'PutRoute', input: { Name: 'touchstone-probe', QueueArn: 'arn:aws:sqs:us-east-1:000000000000:none' } },
  client,
  wait: () => 'none',
  undo: () => undefined,
  leftovers: () => Promise.resolve([]),
  troubles: {
    throttling: 'relay.errors.throttling',
    throttled: new Set(['ThrottlingException']),
    failure: 'relay.errors.failure',
    partialFailure: 'relay.errors.failure',
    partlyFailed: () => false,
    isRead: () => false,
  },
  manyServersOnly: {},
}
