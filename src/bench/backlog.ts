import { openQueue, type BenchQueue } from './bench-queue.js'
import { residentBytes } from './memory.js'
import { BATCH } from './requests.js'
import type { Round } from './load.js'
import { median } from './median.js'
import { cellOf, type BenchOptions, type Cell } from './result.js'
import type { Share } from './usage.js'
import type { Entrant } from './rates.js'
import { workloads } from './workloads.js'

/** One server's cells of the rows about backlogs. */
export interface BacklogCells {
  readonly shallow: Cell
  readonly deep: Cell
  readonly cost: Cell
  readonly memory: Cell
}

export const SHALLOW = 100
/** Fewer messages than this weigh less than what a server's memory changes by of itself. */
const WEIGHABLE = 20_000
const KEEPS_NOTHING = 'keeps no messages'

interface Alternation {
  readonly shallow: (Round & Share)[]
  readonly deep: (Round & Share)[]
}

const alternate = async (shallow: BenchQueue, deep: BenchQueue, options: BenchOptions): Promise<Alternation> => {
  const seen: Alternation = { shallow: [], deep: [] }
  const began = performance.now()
  for (let round = 0; round < options.rounds; round++) {
    // A server that crawls at this depth has shown it after one round: the others wait their turn.
    if (round > 0 && performance.now() - began > options.loadMs) break
    seen.shallow.push(await shallow.run(workloads.cycle, { ms: options.roundMs }))
    seen.deep.push(await deep.run(workloads.cycle, { ms: options.roundMs }))
  }
  return seen
}

const plain = (subject: string, rounds: readonly number[], note?: string): Cell => {
  const value = median(rounds)
  return { subject, rounds, ...(value === undefined ? {} : { value }), ...(note === undefined ? {} : { note }) }
}

/**
 * Two queues on one server, one of 100 messages and one of a million: cycles of send, receive and delete keep their
 * depth, in rounds that alternate between the two. The memory is what the process grew by while the million came in.
 */
export const measureBacklog = async ({ subject, server }: Entrant, options: BenchOptions): Promise<BacklogCells> => {
  const shallow = await openQueue(subject, server, false, options.concurrency)
  const deep = await openQueue(subject, server, false, options.concurrency)
  await shallow.run(workloads.batch, { ms: options.loadMs, operations: SHALLOW / BATCH })
  await shallow.run(workloads.cycle, { ms: options.warmUpMs })
  const before = await residentBytes(server.pid)
  const wanted = subject.keeps ? options.backlog : SHALLOW
  const filled = await deep.run(workloads.batch, { ms: options.loadMs, operations: wanted / BATCH })
  const grown = (await residentBytes(server.pid)) - before
  const depth = filled.operations * BATCH
  for (const queue of [shallow, deep]) await queue.run(workloads.cycle, { ms: options.warmUpMs })
  const seen = await alternate(shallow, deep, options)
  const name = subject.name
  if (!subject.keeps) {
    const nothing: Cell = { subject: name, rounds: [], note: KEEPS_NOTHING }
    return { shallow: cellOf(name, seen.shallow), deep: cellOf(name, seen.deep, KEEPS_NOTHING), cost: nothing, memory: nothing }
  }
  const taken = `took ${depth.toLocaleString('en')} messages within ${options.loadMs / 1_000} s`
  const note = depth < options.backlog ? `${taken}, and is measured at that depth` : undefined
  const perMillion = (grown / depth) * (1_000_000 / 2 ** 20)
  return {
    shallow: cellOf(name, seen.shallow),
    deep: cellOf(name, seen.deep, note),
    cost: plain(
      name,
      seen.shallow.map(({ rate }, round) => rate / seen.deep[round]!.rate),
      note,
    ),
    memory: depth < WEIGHABLE ? plain(name, [], `${taken}: too few to weigh`) : plain(name, [perMillion], note),
  }
}

/** The cells of a server whose backlogs could not be measured. */
export const unmeasured = (subject: string, why: string): BacklogCells => {
  const cell: Cell = { subject, rounds: [], note: why }
  return { shallow: cell, deep: cell, cost: cell, memory: cell }
}
