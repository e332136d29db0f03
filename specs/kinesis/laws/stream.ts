import { EventLog, type Shared, type Told } from '../../../src/oracle/linear/event-log.js'
import type { Judging } from '../../../src/oracle/linear/verdicts.js'
import { NumberedLog } from '../../../src/oracle/linear/numbered-log.js'

/** What is known of a shard. */
export interface Shard {
  readonly id: string
  /** What was put there or read there. */
  readonly records: NumberedLog
  parents: readonly string[]
  starting: string | undefined
  /** The last number of one that is closed. */
  ending: string | undefined
}

export interface StreamLaws {
  readonly order: Judging
  readonly lost: Judging
  readonly numbers: Judging
  readonly keys: Judging
}

/** What is known of a stream, from its creation or the first exchange about it. */
export class Stream {
  readonly log: EventLog
  readonly #shards = new Map<string, Shard>()
  /** Whether requests may have put something in that do not name it as the others do. */
  isLoose = false
  isOnDemand = false
  /** When the last put was answered, and the last request that changes its shards. */
  putAt = -Infinity
  changedAt = -Infinity
  /** When it was asked for a status that was ACTIVE. */
  activeAt = -Infinity
  isDeleted = false

  /** @param made the request that made it, where the history shows it */
  constructor(
    name: string,
    readonly made: Pick<Told, 'sent' | 'received'> | undefined,
    /** Where it is written down what the laws say of it. */
    readonly of: StreamLaws,
    shared: Shared,
    private readonly room: number,
    isFed: () => boolean,
  ) {
    this.log = new EventLog(`the stream ${name}`, shared, room, () => made !== undefined && !isFed() && !this.isLoose)
  }

  get shards(): Iterable<Shard> {
    return this.#shards.values()
  }

  shard(id: string): Shard {
    const known = this.#shards.get(id) ?? { id, records: new NumberedLog(this.room), parents: [], starting: undefined, ending: undefined }
    this.#shards.set(id, known)
    return known
  }
}
