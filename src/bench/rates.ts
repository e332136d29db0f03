import { openQueue } from './bench-queue.js'
import type { Round } from './load.js'
import { cellOf, type BenchOptions, type Row } from './result.js'
import type { StartedSubject, Subject } from './subjects.js'
import type { Share } from './usage.js'
import type { Workload } from './workloads.js'

/** A server that is up. */
export interface Entrant {
  readonly subject: Subject
  readonly server: StartedSubject
}

interface Tally {
  readonly rounds: (Round & Share)[]
  failure?: string
}

const measure = async ({ subject, server }: Entrant, workload: Workload, options: BenchOptions, tally: Tally): Promise<void> => {
  if (tally.failure !== undefined) return
  try {
    const queue = await openQueue(subject, server, workload.fifo, options.concurrency)
    try {
      if (tally.rounds.length === 0) await queue.run(workload, { ms: options.warmUpMs })
      tally.rounds.push(await queue.run(workload, { ms: options.roundMs }))
    } finally {
      await queue.close()
    }
  } catch (error) {
    tally.failure = error instanceof Error ? error.message : String(error)
  }
}

/**
 * The rows measured on queues that begin empty. All servers are up; the rounds go through them in turn, forwards and
 * backwards, each on a fresh queue, so that what changes on the machine meanwhile meets all of them.
 */
export const measureRates = async (
  entrants: readonly Entrant[],
  chosen: readonly Workload[],
  options: BenchOptions,
  say: (line: string) => void,
): Promise<Row[]> => {
  const tallies = new Map(chosen.map((workload) => [workload, entrants.map((): Tally => ({ rounds: [] }))]))
  for (let round = 0; round < options.rounds; round++) {
    const order = [...entrants.keys()]
    if (round % 2 === 1) order.reverse()
    for (const [workload, row] of tallies) {
      say(`round ${round + 1} of ${options.rounds}: ${workload.title}`)
      for (const n of order) await measure(entrants[n]!, workload, options, row[n]!)
    }
  }
  return [...tallies].map(([{ name, title, unit }, row]) => ({
    name,
    title,
    unit: `${unit}/s`,
    better: 'more',
    cells: row.map((tally, n) => cellOf(entrants[n]!.subject.name, tally.failure === undefined ? tally.rounds : [], tally.failure)),
  }))
}
