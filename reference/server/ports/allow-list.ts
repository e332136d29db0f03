import { lookup as lookupName } from 'node:dns'
import { BlockList, isIP } from 'node:net'

/** What may stand in an allow-list besides networks, addresses and host names. */
export const ALLOW_WORDS = ['loopback', 'any', 'none'] as const

export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** Which addresses outside may be reached. What counts is the address that is connected to, whatever name led there. */
export class AllowList {
  readonly #networks = new BlockList()
  readonly #hosts = new Set<string>()
  #isAny = false

  /**
   * @param entries `loopback`, `any`, `none`, `10.0.0.0/8`, `192.168.1.7`, `fd00::/8`, or a host's name, which may lead anywhere
   * Throws a `RangeError` that says what to give instead.
   */
  constructor(entries: readonly string[] = ['loopback']) {
    for (const entry of entries) this.#add(entry)
  }

  #add(entry: string): void {
    if (entry === 'none') return
    if (entry === 'any') this.#isAny = true
    else if (entry === 'loopback') {
      this.#networks.addSubnet('127.0.0.0', 8, 'ipv4')
      this.#networks.addAddress('::1', 'ipv6')
    } else if (/^[^/]*\/\d{1,3}$/.test(entry)) this.#addNetwork(entry)
    else if (isIP(bare(entry)) !== 0) this.#networks.addAddress(bare(entry), isIP(bare(entry)) === 4 ? 'ipv4' : 'ipv6')
    else if (/^(?=.{1,253}$)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(entry)) this.#hosts.add(nameOf(entry))
    else throw new RangeError(`Give a network (10.0.0.0/8), an address, a host's name, or one of ${ALLOW_WORDS.join(', ')}, not ${entry}.`)
  }

  #addNetwork(entry: string): void {
    const [address, bits] = entry.split('/') as [string, string]
    const version = isIP(bare(address))
    if (version === 0 || Number(bits) > (version === 4 ? 32 : 128))
      throw new RangeError(`${entry} is no network: give one such as 10.0.0.0/8.`)
    this.#networks.addSubnet(bare(address), Number(bits), version === 4 ? 'ipv4' : 'ipv6')
  }

  allows({ address, family }: Address): boolean {
    return this.#isAny || this.#networks.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }

  /** The addresses of a host that may be reached; the connection is made to one of these, and the name is not asked again. */
  async addressesOf(host: string): Promise<readonly Address[]> {
    const name = nameOf(host)
    const found = await addressesOf(name)
    return this.#hosts.has(name) ? found : found.filter((address) => this.allows(address))
  }
}

const bare = (address: string): string => address.replace(/^\[|\]$/g, '')
const nameOf = (host: string): string => bare(host).toLowerCase().replace(/\.$/, '')

/** Names under `localhost` are this machine's, whoever is asked. */
async function addressesOf(name: string): Promise<readonly Address[]> {
  const version = isIP(name)
  if (version !== 0) return [{ address: name, family: version as 4 | 6 }]
  if (name === 'localhost' || name.endsWith('.localhost'))
    return [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]
  return new Promise((resolve, reject) => {
    lookupName(name, { all: true }, (error, addresses) => {
      if (error) reject(error)
      else resolve(addresses.map(({ address, family }) => ({ address, family: family as 4 | 6 })))
    })
  })
}
