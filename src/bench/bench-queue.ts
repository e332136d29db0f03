import { Connection } from './connection.js'
import { Requests } from './requests.js'
import { load, type Round } from './load.js'
import { share, usage, type Share } from './usage.js'
import type { StartedSubject, Subject } from './subjects.js'
import type { Workload } from './workloads.js'

const HOST = '127.0.0.1'

/** A queue on a server that is measured, with the clients that use it. */
export interface BenchQueue {
  /** Does the workload on this queue for so long, or until so many operations are done. */
  run(workload: Workload, limit: { readonly ms: number; readonly operations?: number }): Promise<Round & Share>
  /** Deletes the queue and closes the connections. */
  close(): Promise<void>
}

let queues = 0

/** A new queue on the server, and `clients` connections to it. */
export const openQueue = async (subject: Subject, server: StartedSubject, fifo: boolean, clients: number): Promise<BenchQueue> => {
  const requests = new Requests(`${HOST}:${server.port}`)
  const connections = Array.from({ length: clients }, () => new Connection(HOST, server.port))
  const first = connections[0]
  if (first === undefined) throw new Error('a queue needs at least one client')
  const answer = await first.ask(requests.createQueue(`bench-${++queues}`, fifo))
  const created: unknown = answer.status === 200 ? JSON.parse(answer.body) : undefined
  const url = typeof created === 'object' && created !== null && 'QueueUrl' in created ? String(created.QueueUrl) : undefined
  if (url === undefined) throw new Error(`CreateQueue: HTTP ${answer.status} ${answer.body.slice(0, 300)}`)
  const operations = new Map<Workload, ReturnType<Workload['operation']>>()
  return {
    async run(workload, limit) {
      let operation = operations.get(workload)
      if (operation === undefined) {
        operation = workload.operation(requests, url, subject.exact)
        operations.set(workload, operation)
      }
      const before = await usage(server.pid)
      const round = await load(connections, operation, limit)
      return { ...round, ...share(before, await usage(server.pid), round.operations) }
    },
    async close() {
      await first.ask(requests.deleteQueue(url))
      for (const connection of connections) connection.close()
    },
  }
}
