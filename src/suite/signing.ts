import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'
import { addressOf } from '../targets/address.js'
import type { HttpRequest, Scope, Target } from '../targets/target.js'
import { credentialOf } from './credential.js'

/** Puts on a request, whose headers are in lower case, who sends it, and the signature over what else it says. One that says so itself is left as it is. */
export type Signing = (request: HttpRequest) => Promise<HttpRequest>

/**
 * Signs requests that are made without the SDK as it does: by AWS's fourth signature version, over the host, the query string, every header
 * and the body. An embedded target has many accounts and verifies nothing, so there a credential with the scope's account is enough.
 *
 * @param service as in the scope of the signature: `sqs`
 */
export const signingOf = (
  service: string,
  target: Target,
  { region, account, clock }: Pick<Scope, 'clock' | 'region'> & { readonly account?: string | undefined },
): Signing => {
  const { isVirtual, credentials } = target
  const { protocol, hostname, host, pathname } = new URL(addressOf(target, service, region))
  const basePath = pathname.replace(/\/$/, '')
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false })
  return async (request) => {
    const { headers } = request
    if ('authorization' in headers) return request
    const accessKey = account ?? credentials.accessKeyId
    if (isVirtual) return { ...request, headers: { authorization: credentialOf(accessKey, service, region, clock.now()), ...headers } }
    const path = request.path.startsWith(`${basePath}/`) ? request.path : basePath + request.path
    const [file = '/', text = ''] = path.split(/\?(.*)/s)
    const unsigned = { ...request, protocol, hostname, path: file, query: queryOf(text), headers: { host, ...headers } }
    const signed = await signer.sign(unsigned, { signingDate: new Date(clock.now()) })
    return { ...request, path, headers: signed.headers }
  }
}

/** The parameters of a query string, those that stand in it more than once with all their values. */
const queryOf = (text: string): Record<string, string[]> => {
  const query: Record<string, string[]> = {}
  for (const [name, value] of new URLSearchParams(text)) (query[name] ??= []).push(value)
  return query
}
