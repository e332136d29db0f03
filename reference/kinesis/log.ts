/** A record as it is kept. Its sequence number follows from the shard, its index and its time. */
export class Stored {
  constructor(
    readonly index: number,
    /** Milliseconds. */
    readonly at: number,
    readonly key: string | undefined,
    readonly data: Uint8Array,
    /** Bytes of key and data. */
    readonly size: number,
    readonly isEncrypted: boolean,
  ) {}
}

/** A shard's records in the order of their indexes: put at the end, found by halving, dropped at the front. */
export class Log {
  #records: Stored[] = []
  /** Where the oldest that is kept stands in `#records`. */
  #first = 0
  /** Of the latest record, dropped or not. */
  lastIndex = 0

  put(record: Stored): void {
    this.#records.push(record)
    this.lastIndex = record.index
  }

  /** The place of the first record for which `reached` holds, counted in `#records`; its length where there is none. */
  #find(reached: (record: Stored) => boolean): number {
    let low = this.#first
    let high = this.#records.length
    // At the tip, where most readers are, the answer is at hand.
    if (low < high && !reached(this.#records[high - 1]!)) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if (reached(this.#records[middle]!)) high = middle
      else low = middle + 1
    }
    return low
  }

  /**
   * Up to `most` records from the first whose index is at least `index`, no more than `bytes` of them after the first, and none after
   * `latest`.
   *
   * @clause kinesis.get.max-10mib
   */
  from(
    index: number,
    most: number,
    bytes: number,
    latest = Infinity,
  ): { readonly records: readonly Stored[]; readonly next: Stored | undefined } {
    const start = this.#find((record) => record.index >= index)
    let end = start
    for (let size = 0; end < this.#records.length && end - start < most; end++) {
      size += this.#records[end]!.size
      if ((size > bytes && end > start) || this.#records[end]!.at > latest) break
    }
    return { records: this.#records.slice(start, end), next: this.#records[end] }
  }

  /** The index of the first record that came at `time` or later, or what follows the last. */
  indexAt(time: number): number {
    return this.#records[this.#find(({ at }) => at >= time)]?.index ?? this.lastIndex + 1
  }

  /** Drops what came at `time` or before. */
  drop(time: number): void {
    if (this.#first >= this.#records.length || this.#records[this.#first]!.at > time) return
    const from = this.#first
    this.#first = this.#find(({ at }) => at > time)
    if (this.#first * 2 > this.#records.length) {
      this.#records = this.#records.slice(this.#first)
      this.#first = 0
    } else this.#records.fill(undefined as never, from, this.#first)
  }
}
