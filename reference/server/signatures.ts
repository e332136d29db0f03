import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { ServiceError } from '../core/errors.js'
import { type Incoming, header } from '../wire/request.js'

/** How far the date of a request may be from the server's, in milliseconds. */
const SKEW_MS = 15 * 60_000

/** The links in messages, which anybody who has them may open. */
const UNSIGNED = /(?:^|&)Action=(?:ConfirmSubscription|Unsubscribe)(?:&|$)/

/**
 * Verifies that a request is signed by Signature Version 4 with the secret key, whatever its access key, and not long ago.
 *
 * @param now milliseconds since 1970
 * @returns how the request is refused; nothing, where its signature is right
 */
export const verifySignature = (request: Incoming, secretKey: string, now: number): ServiceError | undefined => {
  const authorization = header(request, 'authorization')
  if (authorization === undefined) {
    const isLink = request.method === 'GET' && UNSIGNED.test(request.query)
    return isLink ? undefined : new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token')
  }
  const signed = taken(authorization)
  const date = header(request, 'x-amz-date')
  if (signed === undefined || date === undefined)
    return new ServiceError(
      'IncompleteSignature',
      'Authorization header requires Credential, SignedHeaders and Signature, and the request a date.',
    )
  const at = instantOf(date)
  if (!Number.isFinite(at) || Math.abs(at - now) > SKEW_MS || !date.startsWith(signed.day))
    return new ServiceError(
      'RequestExpired',
      `Signature expired or not yet current: ${date} is too far from ${new Date(now).toISOString()}`,
    )
  const expected = signatureOf(request, signed, date, secretKey)
  return isEqual(expected, signed.signature)
    ? undefined
    : new ServiceError(
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
      )
}

interface Signed {
  readonly day: string
  readonly region: string
  readonly service: string
  readonly headers: readonly string[]
  readonly signature: string
}

/** `AWS4-HMAC-SHA256 Credential=KEY/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host;x-amz-date, Signature=…` */
const taken = (authorization: string): Signed | undefined => {
  const found =
    /^AWS4-HMAC-SHA256\s+Credential=[^/,]+\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
      authorization,
    )
  if (found === null) return undefined
  const [, day = '', region = '', service = '', headers = '', signature = ''] = found
  return { day, region, service, headers: headers.split(';'), signature }
}

/** `20260101T120000Z` */
const instantOf = (date: string): number => Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

const signatureOf = (request: Incoming, { day, region, service, headers }: Signed, date: string, secretKey: string): string => {
  const canonical = [
    request.method,
    // Every service but S3 encodes the path once more.
    request.path.split('/').map(encoded).join('/') || '/',
    canonicalQuery(request.query),
    ...headers.map((name) => `${name}:${(header(request, name) ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    headers.join(';'),
    createHash('sha256').update(request.body).digest('hex'),
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretKey}`)
  return hmac(key, text).toString('hex')
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** As RFC 3986 has it: everything but letters, digits and `-._~`. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)

const canonicalQuery = (query: string): string =>
  query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      const name = at === -1 ? part : part.slice(0, at)
      return `${normal(name)}=${at === -1 ? '' : normal(part.slice(at + 1))}`
    })
    .sort()
    .join('&')

const normal = (text: string): string => {
  try {
    return encoded(decodeURIComponent(text))
  } catch {
    return encoded(text)
  }
}

const isEqual = (expected: string, given: string): boolean =>
  expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given))
