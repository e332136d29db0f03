import { isIP } from 'node:net'

/** A range of addresses: those whose first `bits` are those of `address`. */
export interface Cidr {
  /** 32 or 128. */
  readonly size: number
  readonly bits: number
  /** The first `bits` of the address, as a number. */
  readonly start: bigint
}

/** `10.0.0.0/24`; throws an `Error` in AWS's words. @clause sns.filter.op.cidr-validated */
export function readCidr(text: string): Cidr {
  const parts = text.split('/')
  if (parts.length !== 2) throw new Error("Malformed CIDR, one '/' required")
  const [host, mask] = parts as [string, string]
  if (!/^[+-]?\d{1,9}$/.test(mask)) throw new Error('Malformed CIDR, mask bits must be an integer')
  const bits = Number(mask)
  if (bits < 0) throw new Error('Malformed CIDR, mask bits must not be negative')
  const address = readAddress(host)
  if (address === undefined) throw new Error(`Nonstandard IP address: ${host}`)
  if (bits > address.size) throw new Error(`IPv${address.size === 32 ? 4 : 6} mask bits must be at most ${address.size}`)
  return { size: address.size, bits, start: address.number >> BigInt(address.size - bits) }
}

/** The address as a number, or `undefined` where the text is none in the usual form. */
export function readAddress(text: string): { readonly size: number; readonly number: bigint } | undefined {
  // The longest form of an address has 45 characters.
  const version = text.length > 45 ? 0 : isIP(text)
  if (version === 0 || text.includes('%')) return undefined
  return version === 4 ? { size: 32, number: fromIPv4(text) } : { size: 128, number: fromIPv6(text) }
}

export function isIn(cidr: Cidr, text: string): boolean {
  const address = readAddress(text)
  return address !== undefined && address.size === cidr.size && address.number >> BigInt(cidr.size - cidr.bits) === cidr.start
}

const fromIPv4 = (text: string): bigint => BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0))

function fromIPv6(text: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  const words =
    dotted === null ? text : `${dotted[1]!}${(fromIPv4(dotted[2]!) >> 16n).toString(16)}:${(fromIPv4(dotted[2]!) & 0xffffn).toString(16)}`
  const [head, tail] = words.split('::').map((side) => (side === '' ? [] : side.split(':'))) as [string[], string[] | undefined]
  const all = tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return all.reduce((sum, word) => (sum << 16n) | BigInt(`0x${word}`), 0n)
}
