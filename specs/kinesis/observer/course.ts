import { ADMITTED } from '../../../src/oracle/lockstep/lockstep.js'
import type { Step } from '../../../src/oracle/oracle.js'
import type { ClauseId } from '../../../src/suite/index.js'
import { type Broken, type Entry, type Position, type Range, StreamLog } from './records.js'

export type Members = Readonly<Record<string, unknown>>

/** What is known of a stream besides what its mirror tells, which does at once what takes time on a target. */
export class Course {
  readonly log = new StreamLog()
  /** Whether it has been seen to be ACTIVE since it was changed last. */
  isSettled = false
  isGone = false
  /** Scaled: in which steps is open, and so are the ids of its shards. */
  isRescaled = false
  /** A consumer was deregistered, and may not be gone yet. */
  isLosingConsumers = false

  constructor(
    readonly createdAt: number,
    public changedAt = createdAt,
  ) {}
}

export interface Known {
  readonly courses: Map<string, Course>
  /** Streams that were there before the first exchange: nobody is accused by them, but what is leant on shows. */
  readonly fromBefore: Map<string, Course>
  readonly iterators: Map<string, Position>
}

/** A shard as the mirror lists it. */
export interface MirroredShard {
  readonly ShardId?: string
  readonly HashKeyRange?: Range
  readonly SequenceNumberRange?: { readonly EndingSequenceNumber?: string }
}

/** The stream that a request names: `StreamName`, or the part of an ARN after `stream/`. */
export const streamOf = (input: Members): string | undefined => {
  if (typeof input['StreamName'] === 'string') return input['StreamName']
  for (const member of ['StreamARN', 'ConsumerARN', 'ResourceARN']) {
    const arn = input[member]
    const found = typeof arn === 'string' ? /:stream\/([^/]+)/.exec(arn)?.[1] : undefined
    if (found !== undefined) return found
  }
  return undefined
}

export const entriesOf = (operation: string, input: Members): readonly Entry[] => {
  if (operation === 'PutRecord') return [input]
  return operation === 'PutRecords' && Array.isArray(input['Records']) ? (input['Records'] as readonly Entry[]) : []
}

export const tested = (...clauses: ClauseId[]): Step => ({ ...ADMITTED, tested: clauses })
export const refusal = ({ clause, allowed, seen }: Broken): Step => ({ verdict: 'refused', clause, allowed, seen, used: [], tested: [] })
