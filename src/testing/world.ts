import type { HttpHandlerOptions, HttpRequest } from '@smithy/types'
import {
  type ClientConfig,
  type ClientOptions,
  reference,
  type ReferenceOptions,
  services,
  type WorldClock,
} from '../../reference/index.js'
import { type EmbeddedHandler, incoming } from '../../reference/server/embedded-handler.js'
import { DEFAULT_ACCOUNT } from '../../reference/wire/scope.js'
import { readAdvisories } from '../contract/advisories.js'
import type { Contract } from '../contract/contract.js'
import { type Delivered, DeliveryLog } from '../contract/deliveries.js'
import type { PassingReader } from '../contract/flows/passing.js'
import { derive } from '../contract/derive/derive.js'
import { Decoder } from '../contract/record/decode.js'
import { readRegistry } from '../oracle/check/registry.js'
import type { TracedExchange } from '../oracle/trace/form.js'
import { areas } from '../service/areas.js'
import { version } from '../cli/version.js'

/** AWS messaging for one test: nothing that another test does is seen here. */
export interface TestWorld {
  /** Turn it with `await world.clock.advance(30_000)`. */
  readonly clock: WorldClock
  /** `new SQSClient(world.client())`; what goes through such clients is what matchers look at. */
  client(options?: ClientOptions): ClientConfig
  /** What was asked and answered so far. */
  readonly exchanges: readonly TracedExchange[]
  /** What consumers were handed by a queue or stream so far, in order. */
  delivered(from: string): readonly Delivered[]
  /** What is in flight in a queue now. */
  inFlight(from: string): readonly Delivered[]
  /** What the code under test relies on, as `touchstone derive` says it. */
  contract(): Promise<Contract>
}

const APART_MS = 0.001
const decoder = new Decoder(services)
const openLog = async (): Promise<DeliveryLog> => {
  const readers: PassingReader[] = []
  for (const { deliveries } of areas) if (deliveries !== undefined) readers.push((await deliveries()).open())
  return new DeliveryLog(readers)
}

/**
 * A world of its own, on a clock that stands still until it is turned.
 *
 * @param options as of `reference()`: `{ adversity: 'hostile', seed: 7 }`, `{ clock: 'virtual' }`
 */
export const testWorld = async (options: ReferenceOptions = {}): Promise<TestWorld> => {
  const aws = reference(options)
  const { clock } = aws
  const exchanges: TracedExchange[] = []
  const log = await openLog()
  const see = (exchange: Omit<TracedExchange, 'spot'>): void => {
    // On a clock that stands still one comes after the other all the same.
    const sent = Math.max(exchange.sent, (exchanges.at(-1)?.received ?? -Infinity) + APART_MS)
    const traced = { ...exchange, sent, received: Math.max(exchange.received, sent), spot: { file: 'test', line: exchanges.length + 1 } }
    exchanges.push(traced)
    log.see(exchange)
  }
  const of = (list: readonly Delivered[], from: string): readonly Delivered[] => list.filter((one) => one.from === from)
  return {
    clock,
    exchanges,
    client(clientOptions) {
      const config = aws.client(clientOptions)
      return { ...config, requestHandler: recording(config.requestHandler, clock, see) }
    },
    delivered: (from) => of(log.delivered, from),
    inFlight: (from) => of(log.inFlight(clock.now()), from),
    async contract() {
      const facts = {
        headers: [],
        slack: { ms: 2, ppm: 0 },
        exchanges: exchanges.length,
        account: undefined,
        region: undefined,
        leftOut: [],
        withoutEnd: [],
        dropped: 0,
      }
      const all = async function* (): AsyncGenerator<TracedExchange, undefined> {
        yield* exchanges
        return undefined
      }
      return derive(
        { facts, exchanges: all() },
        { registry: await readRegistry(), advisories: await readAdvisories(), suite: version(), traces: [] },
      )
    },
  }
}

/** The same handler, and whoever is told what went through it. */
const recording = (handler: EmbeddedHandler, clock: WorldClock, see: (exchange: Omit<TracedExchange, 'spot'>) => void): EmbeddedHandler => {
  const handle: EmbeddedHandler['handle'] = async (request: HttpRequest, options?: HttpHandlerOptions) => {
    const sent = clock.now()
    const asked = decoder.request(incoming(request, undefined))
    const result = await handler.handle(request, options)
    const body: unknown = result.response.body
    if (asked !== undefined && body instanceof Uint8Array) {
      const contentType = result.response.headers['content-type'] ?? result.response.headers['Content-Type'] ?? ''
      const outcome = await decoder.outcome(asked, { status: result.response.statusCode, contentType, body })
      const { service, scope, operation, input } = asked
      see({
        service: service.id,
        region: scope.region,
        account: DEFAULT_ACCOUNT,
        client: 'test',
        operation,
        input,
        sent,
        received: clock.now(),
        outcome,
      })
    }
    return result
  }
  return Object.assign(Object.create(handler) as EmbeddedHandler, { handle })
}
