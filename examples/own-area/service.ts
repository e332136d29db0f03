import { ServiceError } from '../../reference/core/errors.js'
import { NotReachable } from '../../reference/core/ports.js'
import type { Call, Output, Service, ServiceWorld } from '../../reference/core/service.js'
import type { Site } from '../../reference/core/world.js'

const NAMESPACE = 'com.example.relay'
const [STRING, BLOB] = [0, 21]
const structure = (name: string, members: Readonly<Record<string, unknown>>) => () =>
  [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members)] // prettier-ignore
const label = [STRING, { httpLabel: 1 }]

export const operations = {
  PutRoute: [9, NAMESPACE, 'PutRoute', { http: ['PUT', '/routes/{Name}', 200] },
    structure('PutRouteRequest', { Name: label, QueueArn: STRING }), structure('PutRouteResponse', { RouteArn: STRING })],
  Relay: [9, NAMESPACE, 'Relay', { http: ['POST', '/routes/{Name}/messages', 202] },
    structure('RelayRequest', { Name: label, Content: [BLOB, { httpPayload: 1 }] }), structure('RelayResponse', { MessageId: STRING })],
} // prettier-ignore
const errors = {
  RouteNotFound: [-3, NAMESPACE, 'RouteNotFound', { error: 'client', httpError: 404 }, ['message'], [STRING]],
  DeliveryRefused: [-3, NAMESPACE, 'DeliveryRefused', { error: 'client', httpError: 403 }, ['message'], [STRING]],
} // prettier-ignore

/** A made-up service: messages that are put into it go on to a queue, of whichever account, that was set for their route. */
class RelayWorld implements ServiceWorld {
  readonly #routes = new Map<string, string>()
  #relayed = 0

  constructor(private readonly site: Site) {}

  call({ operation, input }: Call): Output {
    const name = String(input['Name'])
    return operation === 'PutRoute' ? this.#put(name, String(input['QueueArn'])) : this.#relay(name, input['Content'])
  }

  /** @clause relay.route.replaced */
  #put(name: string, queue: string): Output {
    this.#routes.set(name, queue)
    return { RouteArn: this.#arnOf(name) }
  }

  /** @clause relay.message.delivered @clause relay.message.own-id */
  #relay(name: string, content: unknown): Output {
    const queue = this.#routes.get(name)
    if (queue === undefined) throw new ServiceError('RouteNotFound', notFound(name))
    const [, , , region = '', account = '', queueName = ''] = queue.split(':')
    const { site } = this
    try {
      void site.ports.call({
        service: 'sqs',
        account,
        region,
        operation: 'SendMessage',
        input: { QueueUrl: `http://sqs/${account}/${queueName}`, MessageBody: new TextDecoder().decode(content as Uint8Array) },
        principal: { service: 'relay.amazonaws.com', sourceArn: this.#arnOf(name), sourceAccount: site.account },
      })
    } catch (error) {
      if (!(error instanceof ServiceError) && !(error instanceof NotReachable)) throw error
      throw new ServiceError('DeliveryRefused', `The queue does not take the message: ${error.message}`)
    }
    return { MessageId: `relayed-${this.#relayed++}` }
  }

  #arnOf(name: string): string {
    return `arn:aws:relay:${this.site.region}:${this.site.account}:${name}`
  }
}

/** @clause relay.message.unknown-route */
const notFound = (name: string): string => `There is no route ${name}.`

export const service: Service = {
  id: 'relay',
  freedoms: [],
  protocol: { namespace: NAMESPACE, operations, errors, unmodelledErrors: {}, restJson: {} },
  open: (site) => new RelayWorld(site),
}

export { errors, NAMESPACE }
