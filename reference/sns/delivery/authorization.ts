import { createHash } from 'node:crypto'
import type { Random } from '../../core/random.js'

/** Answers a challenge (`Basic realm="x"`, `Digest realm="x", nonce="y"`) for a POST; `undefined` where it asks for something else. */
export function authorization(challenge: string, user: string, password: string, url: URL, random: Random): string | undefined {
  if (/^basic\b/i.test(challenge)) return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  if (!/^digest\b/i.test(challenge)) return undefined
  const given = Object.fromEntries(
    [...challenge.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, name, quoted, plain]) => [name!.toLowerCase(), (quoted ?? plain)!]),
  )
  const { realm = '', nonce = '', opaque, algorithm = 'MD5' } = given
  const hash = { MD5: 'md5', 'SHA-256': 'sha256' }[algorithm.toUpperCase()]
  if (hash === undefined) return undefined
  const digest = (text: string): string => createHash(hash).update(text).digest('hex')
  const uri = url.pathname + url.search
  const [own, request] = [digest(`${user}:${realm}:${password}`), digest(`POST:${uri}`)]
  const hasQop = given['qop']?.split(',').some((one) => one.trim() === 'auth') === true
  const cnonce = random.uuid().replaceAll('-', '')
  const response = digest(hasQop ? `${own}:${nonce}:00000001:${cnonce}:auth:${request}` : `${own}:${nonce}:${request}`)
  const parts = [
    `username="${user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `algorithm=${algorithm}`,
    `response="${response}"`,
  ]
  if (hasQop) parts.push('qop=auth', 'nc=00000001', `cnonce="${cnonce}"`)
  if (opaque !== undefined) parts.push(`opaque="${opaque}"`)
  return `Digest ${parts.join(', ')}`
}
