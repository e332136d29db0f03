import type { RequestSigner } from '@smithy/types'
import type { Service } from '../core/service.js'
import type { Answer } from '../wire/request.js'
import { DEFAULT_REGION } from '../wire/scope.js'
import type { WorldClock } from './clock.js'
import { Dispatcher, type OnFault } from './dispatch.js'
import { EmbeddedHandler } from './embedded-handler.js'
import { type ReferenceOptions, readOptions, requireAccount } from './options.js'
import type { DoorHandler } from './ports/doors.js'
import type { Outgoing } from './ports/outgoing.js'
import type { Sent } from './ports/outbox.js'
import { Worlds } from './worlds.js'

/** What an AWS SDK v3 client of any service takes to reach the reference. */
export interface ClientConfig {
  readonly region: string
  readonly endpoint: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly requestHandler: EmbeddedHandler
  /** Given, so that a client does not read files of the machine to find them. */
  readonly useFipsEndpoint: false
  readonly useDualstackEndpoint: false
  readonly defaultsMode: 'standard'
  readonly retryMode: 'standard'
  readonly maxAttempts: number
  readonly authSchemePreference: string[]
  readonly disableClockSkewCorrection: true
  /** Names the account and leaves out the signature, which nobody would verify. */
  readonly signer: RequestSigner
  readonly userAgentAppId: string
}

export interface ClientOptions {
  /** Default: `us-east-1`. Regions know nothing of each other. */
  readonly region?: string | undefined
}

/** An account of an embedded reference. */
export interface ReferenceWorld {
  readonly account: string
  readonly clock: WorldClock
  /** `new SQSClient(world.client())`, or the client of any other service that the reference has. */
  client(options?: ClientOptions): ClientConfig
  /** The e-mails, SMS and push notifications of the account, oldest first. */
  outbox(): readonly Sent[]
  /** A phone (`+15551234567`) sends the account an SMS: `STOP`, if it wants none any more. */
  takeSms(from: string, text: string, options?: ClientOptions): void
  /** Forgets everything in the account; the clock goes back to its start. Requests that wait are answered with `ServiceUnavailable`. */
  reset(seed?: number): void
  /** Resets the account and frees its memory. */
  drop(): void
}

/** A raw HTTP request, for what an SDK cannot say. */
export interface RawRequest {
  readonly method?: string | undefined
  /** With the query string, if any. Default: `/`. */
  readonly path?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | Uint8Array | undefined
  readonly signal?: AbortSignal | undefined
}

/** AWS messaging inside this process. */
export interface Reference {
  /** The clock of the default account. */
  readonly clock: WorldClock
  /** The configuration of a client of the default account, or of another. */
  client(options?: ClientOptions & { readonly account?: string | undefined }): ClientConfig
  /** Another account; accounts know nothing of each other, and each has its own clock. */
  world(account: string): ReferenceWorld
  /** Accounts in one world, on one clock: they can deal with each other. They must have nothing yet. */
  worlds(...accounts: readonly [string, ...string[]]): readonly ReferenceWorld[]
  /**
   * Answers in this process what goes to a host (`hooks.example.com`), without a socket, as if the host were there; the result ends it.
   *
   * ```ts
   * aws.door('hooks.example.com', ({ body }) => { seen.push(JSON.parse(body)) })
   * ```
   */
  door(host: string, handler: DoorHandler): () => void
  /** Answers a raw request. */
  request(request: RawRequest): Promise<Answer>
  /** Forgets everything in every account. */
  reset(): void
}

/** The host is one that never leaves the machine: a queue URL in the hands of a client that is not embedded reaches nobody. */
const ENDPOINT = 'http://touchstone.localhost'

export const embed = (
  services: readonly Service[],
  options: ReferenceOptions & { readonly onFault?: OnFault; readonly outgoing?: Outgoing | undefined } = {},
): Reference => {
  const { account: defaultAccount, ...worldOptions } = readOptions(options, 'manual', 0, services)
  const worlds = new Worlds(worldOptions, services, options.outgoing)
  const dispatcher = new Dispatcher(services, worlds, defaultAccount, options.onFault ?? printFault)
  const requestHandler = new EmbeddedHandler(dispatcher, worldOptions.clock === 'manual')

  const client = (account: string, region = DEFAULT_REGION): ClientConfig => ({
    region,
    endpoint: ENDPOINT,
    credentials: { accessKeyId: account, secretAccessKey: 'touchstone' },
    requestHandler,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    defaultsMode: 'standard',
    retryMode: 'standard',
    // Nothing between client and reference fails, so an error is an answer.
    maxAttempts: 1,
    authSchemePreference: [],
    disableClockSkewCorrection: true,
    signer: scopeSigner(account, region),
    userAgentAppId: 'touchstone',
  })

  const world = (account: string): ReferenceWorld => ({
    account: requireAccount(account),
    get clock() {
      return worlds.of(account).clock
    },
    client: ({ region } = {}) => client(account, region),
    outbox: () =>
      worlds
        .of(account)
        .outbox.all()
        .filter((sent) => sent.account === account),
    takeSms: (from, text, { region = DEFAULT_REGION } = {}) => worlds.of(account).takeSms(account, region, from, text),
    reset: (seed) => worlds.of(account).reset(seed),
    drop: () => worlds.drop(account),
  })

  return {
    get clock() {
      return worlds.of(defaultAccount).clock
    },
    client: ({ account = defaultAccount, region } = {}) => client(requireAccount(account), region),
    world,
    worlds: (...accounts) => {
      worlds.together(accounts.map(requireAccount) as [string, ...string[]])
      return accounts.map(world)
    },
    door: (host, handler) => worlds.outgoing.doors.open(host, handler),
    request: async ({ method = 'POST', path = '/', headers = {}, body = '', signal }) => {
      const mark = path.indexOf('?')
      const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
      return dispatcher.dispatch({
        method,
        path: mark === -1 ? path : path.slice(0, mark),
        query: mark === -1 ? '' : path.slice(mark + 1),
        headers: lower,
        body,
        origin: lower['host'] === undefined ? ENDPOINT : `http://${lower['host']}`,
        signal,
      })
    },
    reset: () => worlds.reset(),
  }
}

const scopeSigner = (account: string, region: string): RequestSigner => ({
  // A client with a signer of its own is not told its region.
  sign: (request, { signingRegion = region, signingService = '' } = {}) => {
    request.headers['authorization'] = `AWS4-HMAC-SHA256 Credential=${account}/20000101/${signingRegion}/${signingService}/aws4_request`
    return Promise.resolve(request)
  },
})

export const printFault: OnFault = (error, operation) => {
  console.error(`touchstone: ${operation ?? 'a request'} failed inside the reference, which is a fault of the reference.`, error)
}
