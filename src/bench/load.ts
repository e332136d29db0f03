import type { Connection } from './connection.js'
import type { Operation } from './workloads.js'

/** What was measured in one round. */
export interface Round {
  /** Operations done in a second. */
  readonly rate: number
  /** The share of one core that the client itself used: near 1 it was the client that was measured. */
  readonly clientLoad: number
  readonly operations: number
}

/**
 * Lets every connection do the operation over and over for so long, or until so many are done.
 *
 * @throws Error at the first wrong answer.
 */
export const load = async (
  connections: readonly Connection[],
  operation: Operation,
  limit: { readonly ms: number; readonly operations?: number },
): Promise<Round> => {
  const most = limit.operations ?? Number.POSITIVE_INFINITY
  let begun = 0
  let done = 0
  let failure: Error | undefined
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  const deadline = start + limit.ms
  let last = start
  const client = async (connection: Connection): Promise<void> => {
    while (failure === undefined && begun < most && last < deadline) {
      try {
        await operation(connection, begun++)
      } catch (error) {
        failure ??= error instanceof Error ? error : new Error(String(error))
        return
      }
      done++
      last = performance.now()
    }
  }
  await Promise.all(connections.map(client))
  if (failure !== undefined) throw failure
  const ms = performance.now() - start
  const cpu = process.cpuUsage(cpuBefore)
  return { rate: (done * 1_000) / ms, clientLoad: (cpu.user + cpu.system) / 1_000 / ms, operations: done }
}
