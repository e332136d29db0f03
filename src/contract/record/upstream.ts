import { SignatureV4 } from '@smithy/signature-v4'
import { createHash, createHmac } from 'node:crypto'

/** Where recorded requests go. */
export interface Upstream {
  /** For people, and for the header of the trace. */
  readonly label: string
  /** Where a request goes that was signed for this service and region. */
  baseOf(service: string | undefined, region: string): URL
  /** The request as it is sent there: signed anew, where that needs to be. */
  sign?(request: Outbound, service: string, region: string): Promise<Readonly<Record<string, string>>>
}

export interface Outbound {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
  readonly base: URL
}

/** An endpoint that takes every service: an emulator, or a reference. */
export const endpointUpstream = (endpoint: string): Upstream => {
  const base = new URL(endpoint)
  return { label: base.host, baseOf: () => base }
}

/**
 * AWS itself. What a client signed was signed for the proxy, so it is signed anew, with the credentials of this process; they are never written.
 *
 * @throws RangeError where there are none
 */
export const awsUpstream = (env: Readonly<NodeJS.ProcessEnv> = process.env): Upstream => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env
  if (!accessKeyId || !secretAccessKey)
    throw new RangeError(
      'Requests to AWS are signed anew: give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN) in the environment.',
    )
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
  return {
    label: 'AWS',
    baseOf: (service = 'sqs', region) => new URL(`https://${service}.${region}.amazonaws.com`),
    async sign({ method, path, headers, body, base }, service, region) {
      const signer = new SignatureV4({ credentials, region, service, sha256: Sha256, applyChecksum: false })
      const mark = path.indexOf('?')
      const query = mark === -1 ? {} : Object.fromEntries(new URLSearchParams(path.slice(mark + 1)))
      const kept = Object.entries(headers).filter(
        ([name]) => !/^(?:authorization|x-amz-(?:date|security-token|content-sha256)|host)$/.test(name),
      )
      const signed = await signer.sign({
        method,
        protocol: base.protocol,
        hostname: base.hostname,
        path: mark === -1 ? path : path.slice(0, mark),
        query,
        headers: { ...Object.fromEntries(kept), host: base.host },
        body,
      })
      return signed.headers
    },
  }
}

/** SHA-256 as the signer wants it. */
class Sha256 {
  readonly #hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', typeof secret === 'string' ? secret : bytesOf(secret))
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data))
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }
  reset(): void {}
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Buffer =>
  data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength)
