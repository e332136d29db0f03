import { connect } from 'node:tls'
import { areas } from '../service/areas.js'
import { endpointTarget, type EndpointOptions } from '../targets/endpoint.js'
import { ENDPOINT_SLACK } from '../targets/slack.js'
import type { Target } from '../targets/target.js'
import { makeClients } from './clients.js'
import { probe } from './probe.js'
import { DEFAULT_SETTINGS } from './settings.js'
import { areasMeant } from './specs.js'

/** How a refusal begins that is about who asks, not about what is asked. */
const REFUSED_CREDENTIALS =
  /\b(?:UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|MissingAuthenticationToken|ExpiredToken|RequestExpired|AuthFailure|AccessDenied|InvalidToken)\w*/

/**
 * Asks the services that are meant something harmless, signed as everything will be.
 *
 * @returns why nothing can be judged, and what to do about it; nothing, where something can
 */
export const preflight = async (target: Target, only: readonly string[]): Promise<string | undefined> => {
  const meant = areasMeant(only)
  const why: string[] = []
  for (const area of areas.filter(({ id }) => meant.includes(id))) {
    const binding = await area.binding?.()
    if (!binding) continue
    const clients = makeClients(binding, target)
    const { unreachable, refused, missing } = await probe(binding, target, clients)
    clients.destroy()
    if (unreachable !== undefined) return await unreachableBecause(target.endpoint, unreachable)
    if (refused !== undefined && REFUSED_CREDENTIALS.test(refused)) {
      return `the credentials are refused at ${target.endpoint}: ${refused.replace(/[.\s]+$/, '')}. Give such as are taken there by --access-key and --secret-key, or by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`
    }
    if (binding.protocols.some((protocol) => missing[protocol] === undefined)) return undefined
    why.push(...new Set(Object.values(missing)))
  }
  if (why.length === 0) return undefined
  return `there is ${meant.map((id) => id.toUpperCase()).join(', ')} nowhere at ${target.endpoint}: ${why.slice(0, 2).join('; ')}. Is this its address, and is the service switched on?`
}

/** The same for an endpoint that is not a target yet: one that is just being started. */
export const preflightOf = async (
  reach: Pick<EndpointOptions, 'endpoint' | 'region'> & Partial<EndpointOptions>,
  only: readonly string[],
): Promise<string | undefined> => {
  const { credentials } = DEFAULT_SETTINGS
  const target = endpointTarget({ credentials, slack: ENDPOINT_SLACK, run: 'preflight', ...reach })
  try {
    return await preflight(target, only)
  } finally {
    await target.close()
  }
}

const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|ERR_TLS_CERT|CERT_HAS_EXPIRED|DEPTH_ZERO/
const NO_TLS = /EPROTO|wrong version number|packet length too long/i

/** Why nobody answers, and what to do. */
export const unreachableBecause = async (endpoint: string, reason: string): Promise<string> => {
  const { origin, protocol, hostname, port } = new URL(endpoint)
  if (CERTIFICATE.test(reason)) {
    return `the certificate of ${origin} is not trusted (${reason}). Give who signed it by --ca FILE or by NODE_EXTRA_CA_CERTS=FILE, or do without by --insecure`
  }
  if (protocol === 'https:' && NO_TLS.test(reason)) return `no TLS is spoken at ${origin}: give ${origin.replace('https:', 'http:')}`
  if (protocol === 'http:' && /Parse Error|socket hang up|ECONNRESET/.test(reason) && (await speaksTls(hostname, Number(port || 80)))) {
    return `TLS is spoken at ${origin}: give ${origin.replace('http:', 'https:')}`
  }
  return `nobody answers at ${origin} (${reason}). Is the implementation running, and is this its address?`
}

const speaksTls = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    // Whether it is spoken, not by whom.
    const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port, rejectUnauthorized: false, timeout: 2000 })
    const end = (speaks: boolean) => (): void => {
      socket.destroy()
      resolve(speaks)
    }
    socket.once('secureConnect', end(true)).once('error', end(false)).once('timeout', end(false)).once('close', end(false))
  })
