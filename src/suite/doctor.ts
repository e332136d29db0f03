import { lookup } from 'node:dns/promises'
import { connect as connectHttp2 } from 'node:http2'
import { areas } from '../service/areas.js'
import { endpointTarget, namePrefix, type EndpointOptions } from '../targets/endpoint.js'
import { ENDPOINT_SLACK } from '../targets/slack.js'
import type { Scope, Target } from '../targets/target.js'
import type { ServiceBinding } from './binding.js'
import { makeClients, type Ticket } from './clients.js'
import { insist } from './insist.js'
import { probe } from './probe.js'
import { PROTOCOL_NAMES, spokenOf } from './protocol.js'

/** What is seen of one service at an endpoint. */
export interface ServiceFound {
  readonly id: string
  /** The protocols by their names, and those that it does not speak, with how that was seen. */
  readonly speaks: readonly string[]
  readonly lacks: readonly { readonly protocol: string; readonly seen: string }[]
  readonly refused?: string
  /** Where a URL leads that it answered. */
  readonly url?: UrlFound
}

/**
 * A URL in an answer. `same` has the endpoint's own origin. `back` has another that leads to the same place from here. `elsewhere` leads to another
 * place, or nowhere. `aws` leads to AWS, and was not called.
 */
export interface UrlFound {
  readonly url: string
  readonly leads: 'same' | 'back' | 'elsewhere' | 'aws'
  readonly seen?: string
}

/** What an endpoint turned out to be. */
export interface Diagnosis {
  readonly endpoint: string
  readonly unreachable?: string
  /** What it says that it is. */
  readonly is: readonly string[]
  readonly http: readonly string[]
  readonly services: readonly ServiceFound[]
  /** Milliseconds that its clock is ahead of ours, and how far that may be off. */
  readonly skew?: { readonly ms: number; readonly within: number }
}

/** Paths at which servers tell what they are. */
const SIGNS: readonly (readonly [path: string, name: string])[] = [
  ['/_touchstone/health', 'the reference of Touchstone'],
  ['/_localstack/health', 'LocalStack, or what stands in for it'],
  ['/_ministack/health', 'MiniStack'],
  ['/moto-api/data.json', 'moto'],
]

/** Looks at an endpoint without judging it. What it makes is one thing of each service whose answers have URLs, and that is removed again. */
export const diagnose = async (options: Omit<EndpointOptions, 'slack' | 'run'>, run: string): Promise<Diagnosis> => {
  const target = endpointTarget({ ...options, slack: ENDPOINT_SLACK, run })
  try {
    const scope = await target.open()
    const first = await scope
      .send({ method: 'GET', path: '/', headers: {}, body: '' })
      .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
    if (typeof first === 'string') return { endpoint: target.endpoint, unreachable: first, is: [], http: [], services: [] }
    const date = Date.parse(first.headers['date'] ?? '')
    const services: ServiceFound[] = []
    for (const area of areas) {
      const binding = await area.binding?.()
      if (binding) services.push(await lookAt(binding, target, scope, namePrefix(run)))
    }
    return {
      endpoint: target.endpoint,
      is: await signsOf(scope, first.headers['server']),
      http: ['HTTP/1.1', ...((await speaksHttp2(options)) ? ['HTTP/2'] : [])],
      services,
      // A date has whole seconds.
      ...(Number.isFinite(date)
        ? {
            skew: {
              ms: Math.round(date + 500 - (first.sent + first.received) / 2),
              within: 500 + Math.ceil((first.received - first.sent) / 2),
            },
          }
        : {}),
    }
  } finally {
    await target.close()
  }
}

const signsOf = async (scope: Scope, server: string | undefined): Promise<readonly string[]> => {
  const found: string[] = []
  for (const [path, name] of SIGNS) {
    const answer = await scope.send({ method: 'GET', path, headers: {}, body: '' }).catch(() => undefined)
    const text = answer?.status === 200 ? new TextDecoder().decode(answer.body) : ''
    if (/^\s*[[{]/.test(text)) found.push(name)
  }
  return [...found, ...(server === undefined ? [] : [`server: ${server}`])]
}

const speaksHttp2 = ({ endpoint, ca, insecure = false }: Pick<EndpointOptions, 'endpoint' | 'ca' | 'insecure'>): Promise<boolean> =>
  new Promise((resolve) => {
    const session = connectHttp2(new URL(endpoint).origin, { ...(ca === undefined ? {} : { ca }), rejectUnauthorized: !insecure })
    const end = (speaks: boolean) => (): void => {
      clearTimeout(timer)
      session.destroy()
      resolve(speaks)
    }
    const timer = setTimeout(end(false), 3000)
    session.once('remoteSettings', end(true)).once('error', end(false)).once('close', end(false))
  })

const lookAt = async (binding: ServiceBinding, target: Target, scope: Scope, prefix: string): Promise<ServiceFound> => {
  const clients = makeClients(binding, target)
  try {
    const { missing, refused } = await probe(binding, target, clients)
    const spoken = spokenOf(binding.protocols, missing)
    const found: ServiceFound = {
      id: binding.id,
      speaks: binding.protocols.filter((protocol) => missing[protocol] === undefined).map((protocol) => PROTOCOL_NAMES[protocol]),
      lacks: binding.protocols.flatMap((protocol) => {
        const seen = missing[protocol]
        return seen === undefined ? [] : [{ protocol: PROTOCOL_NAMES[protocol], seen }]
      }),
      ...(refused === undefined ? {} : { refused }),
    }
    const { address } = binding
    if (address === undefined || spoken === undefined || refused !== undefined) return found
    const client = clients.of(spoken)
    const input = address.input(`${prefix}doctor`)
    const ticket: Ticket = { scope, wait: 'none' }
    const output = await insist(binding.troubles, ticket, (own) => client.send(address.operation, input, own))
    const undo = binding.undo(address.operation, input, output)
    const url = address.urlIn(output)
    try {
      return url === undefined ? found : { ...found, url: await followed(url, target, binding, address.asks(url)) }
    } finally {
      if (undo) await insist(binding.troubles, ticket, (own) => client.send(undo.operation, undo.input, own)).catch(() => {})
    }
  } finally {
    clients.destroy()
  }
}

const AWS_HOST = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws)$/

/** Where a URL leads. Nothing is ever sent to AWS to find out: a host of AWS's is known by its name. */
const followed = async (
  url: string,
  target: Target,
  binding: ServiceBinding,
  { operation, input }: { readonly operation: string; readonly input: object },
): Promise<UrlFound> => {
  if (!URL.canParse(url)) return { url, leads: 'elsewhere', seen: 'it is no URL' }
  const { origin, hostname } = new URL(url)
  if (origin === new URL(target.endpoint).origin) return { url, leads: 'same' }
  if (AWS_HOST.test(hostname)) return { url, leads: 'aws' }
  const address = await lookup(hostname.replace(/^\[|\]$/g, '')).catch(() => undefined)
  if (address === undefined) return { url, leads: 'elsewhere', seen: `${hostname} has no address here` }
  const there = endpointTarget({
    endpoint: origin,
    region: target.region,
    credentials: target.credentials,
    slack: ENDPOINT_SLACK,
    run: 'doctor',
  })
  const clients = makeClients(binding, there)
  try {
    const scope = await there.open()
    await clients.of(binding.protocols[0]).send(operation, input, { scope, wait: 'none' } satisfies Ticket)
    return { url, leads: 'back' }
  } catch (error) {
    return { url, leads: 'elsewhere', seen: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
  } finally {
    clients.destroy()
    await there.close()
  }
}
