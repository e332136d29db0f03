type Members = Readonly<Record<string, unknown>>
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array) && !(value instanceof Date)

/** Members that hold the application's own words: nothing in them is a name that a service gave. */
const OWN = new Set([
  'MessageBody',
  'Body',
  'Message',
  'Subject',
  'Data',
  'MessageAttributes',
  'MessageGroupId',
  'MessageDeduplicationId',
  'PartitionKey',
  'Id',
])
/** By which items of a list are known again, whatever their order. */
const KEYS = ['Body', 'Data', 'Id', 'Key', 'Name']
/** What a service makes up is longer than this. */
const MADE_UP = 16

/** The names of a recording, and what stands for them where it is repeated: queue URLs, ARNs, receipt handles, shard iterators. */
export class Translation {
  readonly #names = new Map<string, string>()
  /** What services gave in the recording, so that nobody takes it for the application's own. */
  readonly #given = new Set<string>()

  bind(recorded: string, repeated: string): void {
    this.#names.set(recorded, repeated)
  }

  /** An input of the recording, as it is asked where it is repeated. */
  input(value: unknown, member = ''): unknown {
    if (OWN.has(member)) return value
    if (typeof value === 'string') return this.#text(value)
    if (Array.isArray(value)) return value.map((item: unknown) => this.input(item, member))
    return isMembers(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.input(item, name)])) : value
  }

  /** Whether an input names something that was given in the recording, and for which nothing stands here. */
  isUnknown(value: unknown, member = ''): boolean {
    if (OWN.has(member)) return false
    if (typeof value === 'string') return this.#given.has(value) && !this.#names.has(value)
    if (Array.isArray(value)) return value.some((item) => this.isUnknown(item, member))
    return isMembers(value) && Object.entries(value).some(([name, item]) => this.isUnknown(item, name))
  }

  /**
   * Learns what stands for what from two answers to one request.
   *
   * @returns how many items of lists were recorded, and have nothing here that they are known by
   */
  learn(recorded: unknown, repeated: unknown, member = ''): number {
    if (OWN.has(member) && typeof recorded !== 'object') return 0
    if (typeof recorded === 'string') {
      if (recorded.length >= MADE_UP) this.#given.add(recorded)
      if (typeof repeated === 'string') this.#pair(recorded, repeated)
      return 0
    }
    if (Array.isArray(recorded)) return this.#list(recorded, Array.isArray(repeated) ? (repeated as readonly unknown[]) : [], member)
    if (!isMembers(recorded)) return 0
    let missing = 0
    for (const [name, item] of Object.entries(recorded)) missing += this.learn(item, isMembers(repeated) ? repeated[name] : undefined, name)
    return missing
  }

  #list(recorded: readonly unknown[], repeated: readonly unknown[], member: string): number {
    const left = [...repeated]
    let missing = 0
    for (const [nth, item] of recorded.entries()) {
      const key = isMembers(item) ? KEYS.find((name) => item[name] !== undefined) : undefined
      const at =
        key === undefined
          ? nth < repeated.length
            ? left.indexOf(repeated[nth])
            : -1
          : left.findIndex((one) => isMembers(one) && isSame(one[key], (item as Members)[key]))
      if (at === -1 && key !== undefined && key !== 'Id') missing++
      this.learn(item, at === -1 ? undefined : left.splice(at, 1)[0], member)
    }
    return missing
  }

  #pair(recorded: string, repeated: string): void {
    if (recorded === repeated && recorded.length < MADE_UP) return
    this.#names.set(recorded, repeated)
    // Of an address and of an ARN the parts are names too: the account, the queue.
    const [before, after] = [partsOf(recorded), partsOf(repeated)]
    if (before.length > 1 && before.length === after.length)
      for (const [nth, part] of before.entries())
        if (part !== after[nth] && part !== '' && !this.#names.has(part)) this.#names.set(part, after[nth]!)
  }

  #text(text: string): string {
    const known = this.#names.get(text)
    if (known !== undefined) return known
    // A document, or an ARN that the application put together.
    return text.replace(
      ARN,
      (arn) =>
        this.#names.get(arn) ??
        arn
          .split(/([:/])/)
          .map((part) => this.#names.get(part) ?? part)
          .join(''),
    )
  }
}

const ARN = /arn:[a-z-]+:[a-z0-9-]+:[A-Za-z0-9_.:/*-]+/g
const partsOf = (text: string): readonly string[] =>
  /^arn:/.test(text) ? text.split(/[:/]/) : /^https?:\/\//.test(text) ? new URL(text).pathname.split('/') : []
const isSame = (a: unknown, b: unknown): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.from(a).equals(b) : a === b
