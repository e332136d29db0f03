import type { Fact, Instant } from '../core/facts.js'
import type { Ports } from '../core/ports.js'
import type { ClauseId, Reading } from '../core/reading.js'
import type { Clock } from '../core/world.js'
import type { Shard } from './shard.js'

/** What Kinesis leaves open. A server decides it; an observer reads it off the answers. */
export interface Choices {
  /** How long something takes that AWS takes its time for: `usual` milliseconds, or another time under the freedom `id`. */
  takes(id: ClauseId, usual: number): number
  /** Something that the documentation leaves open: does it happen? */
  hidden(id: ClauseId): Fact
  /** The index of a shard's next record: any above `last`. @clause kinesis.sequence-numbers.gaps-allowed */
  nextIndex(shard: Shard, last: number): number
  /** When a record arrives at a shard. */
  arrival(now: Instant): number
  /** How many records a page or event holds, of `most` that it may hold. */
  pageOf(shard: Shard, most: number): number
  /** The order in which the entries of a batch are stored. */
  order(entries: number): readonly number[] | undefined
  /** The shard that takes a record which no partition key assigns. */
  spread(shards: readonly Shard[]): Shard
  /** A number that no resource of the account and region has had. */
  serial(): number
  /** An id of letters and digits. */
  id(length: number): string
  uuid(): string
  /** Writes what a token, iterator or handle says, so that nobody else can; `kind` is part of it. */
  seal(kind: string, content: readonly (string | number)[]): string
  /** What it says, or nothing where it was not written here. */
  open(kind: string, text: string): readonly (string | number)[] | undefined
}
export type Rules = Reading<Choices>

/** What goes on after an answer needs of its world: the time, the model read at that time, and the ways out. */
export interface Host {
  readonly clock: Clock
  readonly ports: Ports
  reading(): Rules
}
