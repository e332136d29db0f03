import { type Incoming, header } from './request.js'

/** Who signed a request, and for what: the scope of a Signature Version 4 credential. */
export interface Scope {
  readonly accessKey: string | undefined
  readonly region: string
  /** The service's name in the scope: `sqs`. */
  readonly service: string | undefined
  /** The account that the access key stands for. */
  readonly account: string
}

export const DEFAULT_REGION = 'us-east-1'
/** What a region's name looks like. */
export const REGION = /^[a-z][a-z0-9-]{0,31}$/
export const DEFAULT_ACCOUNT = '000000000000'

/**
 * The account that an access key stands for. Twelve digits are the account itself; a key in the form that AWS issues
 * (`AKIA…`, `ASIA…`: twenty capitals and digits) has an account of its own, the same in every process; any other key
 * (`test`, `dummy`, `x`), and none, is the default account.
 */
export const accountOf = (accessKey: string | undefined, defaultAccount: string): string => {
  if (accessKey === undefined) return defaultAccount
  if (isAccount(accessKey)) return accessKey
  if (!/^A[KS]IA[A-Z0-9]{16}$/.test(accessKey)) return defaultAccount
  // FNV-1a, 64 bits
  let hash = 0xcbf29ce484222325n
  for (let i = 0; i < accessKey.length; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(accessKey.charCodeAt(i))) * 0x100000001b3n)
  return String(hash % 1_000_000_000_000n).padStart(12, '0')
}

export const isAccount = (text: string): boolean => /^\d{12}$/.test(text)

/** Reads the scopes of requests; each credential is taken apart once. */
export class Scopes {
  readonly #known = new Map<string, Scope>()
  readonly #unsigned: Scope
  readonly #defaultAccount: string

  constructor(defaultAccount: string) {
    this.#defaultAccount = defaultAccount
    this.#unsigned = { accessKey: undefined, region: DEFAULT_REGION, service: undefined, account: defaultAccount }
  }

  of(request: Incoming): Scope {
    const credential = signedCredential(header(request, 'authorization')) ?? presignedCredential(request.query)
    if (credential === undefined) return this.#unsigned
    return this.#known.get(credential) ?? this.#learn(credential)
  }

  #learn(credential: string): Scope {
    const [accessKey = '', , region = '', service] = credential.split('/')
    const scope: Scope = {
      accessKey,
      region: REGION.test(region) ? region : DEFAULT_REGION,
      service,
      account: accountOf(accessKey, this.#defaultAccount),
    }
    // Credentials change once a day and test: what is forgotten is read again.
    if (this.#known.size >= 10_000) this.#known.clear()
    this.#known.set(credential, scope)
    return scope
  }
}

/** `AWS4-HMAC-SHA256 Credential=KEY/20260101/us-east-1/sqs/aws4_request, SignedHeaders=…` */
const signedCredential = (authorization: string | undefined): string | undefined => {
  if (authorization === undefined) return undefined
  const start = authorization.indexOf('Credential=')
  if (start === -1) return undefined
  const end = authorization.indexOf(',', start)
  const credential = authorization.slice(start + 11, end === -1 ? undefined : end)
  return credential.length <= 512 ? credential.trim() : undefined
}

/** `X-Amz-Credential=KEY%2F20260101%2Fus-east-1%2Fsqs%2Faws4_request` */
const presignedCredential = (query: string): string | undefined => {
  const start = query.indexOf('X-Amz-Credential=')
  if (start === -1) return undefined
  const end = query.indexOf('&', start)
  const credential = query.slice(start + 17, end === -1 ? undefined : end)
  return credential.length <= 1024 ? credential.replaceAll(/%2F/gi, '/') : undefined
}
