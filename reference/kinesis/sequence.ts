/**
 * Sequence numbers in the form in which AWS issues them: 56 decimal digits, which are 47 hexadecimal ones.
 *
 *     2 SSSSSSSSS I NNNNNNNNNNNNNNNN 00 TTTTTTTTT XXXXXXXX 2
 *
 * S: seconds at which the shard begins; I: the last digit of the shard's index; N: the record's index; T: seconds of the record; X: the
 * shard's index; and the version. To clients they are opaque; AWS reads them.
 *
 * @clause kinesis.sequence-numbers.format
 * @clause kinesis.sequence-numbers.opaque
 * @clause kinesis.sequence-numbers.unique-in-stream
 */
export interface SequenceParts {
  readonly version: number
  readonly shardSeconds: number
  readonly shard: number
  /** Above every record's for the last number of a closed shard. */
  readonly index: number
  readonly seconds: number
}

/** The index in the ending number of a closed shard: no record has it. */
const LAST_INDEX = 0x7fffffffffffffffn
/** Stands for `LAST_INDEX` where indexes are numbers. */
export const END = Infinity

export const printSequence = (shardSeconds: number, shard: number, index: number, seconds: number): string =>
  String(baseOf(shardSeconds, shard, seconds) + ((index === END ? LAST_INDEX : BigInt(index)) << INDEX_BITS))

/** The number of the record of index 0. */
const baseOf = (shardSeconds: number, shard: number, seconds: number): bigint =>
  (((2n << 36n) | BigInt(shardSeconds)) << 148n) |
  (BigInt(shard & 15) << 144n) |
  (BigInt(seconds) << 36n) |
  (BigInt(shard >>> 0) << 4n) |
  2n
const INDEX_BITS = 80n

/** Writes the numbers of one shard, of which most share their second. */
export class SequencePrinter {
  #seconds = -1
  #base = 0n

  constructor(
    private readonly shardSeconds: number,
    private readonly shard: number,
  ) {}

  print(index: number, seconds: number): string {
    if (seconds !== this.#seconds) {
      this.#base = baseOf(this.shardSeconds, this.shard, seconds)
      this.#seconds = seconds
    }
    return String(this.#base + (BigInt(index) << INDEX_BITS))
  }
}

/** Seconds that no number of AWS has: the year 2514. */
const FAR_FUTURE = 2 ** 34

/**
 * What a number says, or nothing where it has not the form. Small numbers are read in an older form, of which only the shard is left: 5
 * names the shard 5.
 */
export const readSequence = (text: string): SequenceParts | undefined => {
  const value = BigInt(text)
  if (value < OLD_FORM) return { version: 0, shardSeconds: 0, shard: Number(value & 0xffffn), index: 0, seconds: 0 }
  const hex = value.toString(16)
  if (hex.length !== 47 || hex[0] !== '2') return undefined
  const version = parseInt(hex[46]!, 16)
  if (version !== 1 && version !== 2) return undefined
  const index = BigInt(`0x${hex.slice(11, 27)}`)
  const shardSeconds = parseInt(hex.slice(1, 10), 16)
  const seconds = parseInt(hex.slice(29, 38), 16)
  if (index > LAST_INDEX || shardSeconds > FAR_FUTURE || seconds > FAR_FUTURE) return undefined
  return { version, shardSeconds, shard: parseInt(hex.slice(38, 46), 16), index: index === LAST_INDEX ? END : Number(index), seconds }
}
const OLD_FORM = 1n << 124n
