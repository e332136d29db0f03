import { readdir, readFile } from 'node:fs/promises'
import { cpus } from 'node:os'

/** What the processors have done up to now, in milliseconds of one core. */
export interface Usage {
  /** By the server's process group; absent where the system does not tell (anything but Linux). */
  readonly server?: number
  /** By this process. */
  readonly client: number
  /** By everybody. */
  readonly busy: number
  /** Busy and idle together. */
  readonly total: number
}

const MS_PER_TICK = 10

const ticksOf = async (pid: string, group: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  // The second field is the command in parentheses, which may itself hold spaces: the fields are counted from behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return Number(fields[2]) === group ? Number(fields[11]) + Number(fields[12]) : 0
}

const serverUsage = async (group: number): Promise<number | undefined> => {
  if (process.platform !== 'linux') return undefined
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const ticks = await Promise.all(pids.map((pid) => ticksOf(pid, group)))
  return ticks.reduce((sum, each) => sum + each, 0) * MS_PER_TICK
}

/** @param group the process group of the server */
export const usage = async (group: number): Promise<Usage> => {
  const server = await serverUsage(group)
  const own = process.cpuUsage()
  let busy = 0
  let idle = 0
  for (const { times } of cpus()) {
    busy += times.user + times.nice + times.sys + times.irq
    idle += times.idle
  }
  return { ...(server === undefined ? {} : { server }), client: (own.user + own.system) / 1_000, busy, total: busy + idle }
}

/** How a round used the machine. */
export interface Share {
  /** Processor time that the server spent on one operation, in microseconds. Others on the machine hardly change it. */
  readonly serverMicros?: number
  /** The share of all cores that neither the server nor the client used: what the rates of this round lack. */
  readonly others?: number
}

/** What lies between two readings in which so many operations were done. */
export const share = (before: Usage, after: Usage, operations: number): Share => {
  if (before.server === undefined || after.server === undefined || operations === 0) return {}
  const server = after.server - before.server
  const others = after.busy - before.busy - server - (after.client - before.client)
  return { serverMicros: (server * 1_000) / operations, others: Math.max(0, others / Math.max(1, after.total - before.total)) }
}
