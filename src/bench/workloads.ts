import type { Answer } from './answer.js'
import type { Connection } from './connection.js'
import { BATCH, bodies, GROUPS, type Body, type Requests } from './requests.js'

/** What one client does again and again; `nth` counts up, across all the clients of a round. */
export type Operation = (connection: Connection, nth: number) => Promise<void>

/** One row of the benchmark that is measured as a rate. */
export interface Workload {
  readonly name: string
  readonly title: string
  /** What is counted in a second. */
  readonly unit: string
  readonly fifo: boolean
  /**
   * @param exact whether answers are held to the digests of the bodies (the bare server computes none)
   */
  operation(requests: Requests, url: string, exact: boolean): Operation
}

const EMPTY_RECEIVES_MAX = 200
const DIGITS = 15

const pick = <T>(list: readonly T[], nth: number): T => list[nth % list.length]!

const demand = (holds: boolean, what: string, answer: Answer): void => {
  if (!holds) throw new Error(`${what}: HTTP ${answer.status} ${answer.body.slice(0, 300)}`)
}

const count = (text: string, part: string): number => text.split(part).length - 1

/** The text of a member as it stands in JSON, still escaped: fit to be put into the next request. */
const rawMember = (json: string, name: string): string | undefined => {
  const at = json.indexOf(`"${name}"`)
  if (at < 0) return undefined
  const start = json.indexOf('"', at + name.length + 2) + 1
  return json.slice(start, json.indexOf('"', start))
}

const sent = (answer: Answer, body: Body, exact: boolean): void =>
  demand(answer.status === 200 && answer.body.includes(exact ? body.md5 : 'MD5OfMessageBody'), 'SendMessage', answer)

const send: Workload = {
  name: 'send',
  title: 'SendMessage',
  unit: 'requests',
  fifo: false,
  operation(requests, url, exact) {
    const ready = bodies.map((body) => requests.send(url, body))
    return async (connection, nth) => {
      sent(await connection.ask(pick(ready, nth)), pick(bodies, nth), exact)
    }
  },
}

const cycle: Workload = {
  name: 'cycle',
  title: 'send + receive + delete',
  unit: 'cycles',
  fifo: false,
  operation(requests, url, exact) {
    const ready = bodies.map((body) => requests.send(url, body))
    const receive = requests.receive(url)
    const remove = `{"QueueUrl":${JSON.stringify(url)},"ReceiptHandle":"`
    return async (connection, nth) => {
      sent(await connection.ask(pick(ready, nth)), pick(bodies, nth), exact)
      let handle: string | undefined
      for (let tries = 0; handle === undefined; tries++) {
        const received = await connection.ask(receive)
        demand(received.status === 200 && tries < EMPTY_RECEIVES_MAX, 'ReceiveMessage', received)
        handle = rawMember(received.body, 'ReceiptHandle')
        demand(handle === undefined || !exact || bodies.some((body) => received.body.includes(body.md5)), 'ReceiveMessage', received)
      }
      const deleted = await connection.ask(requests.of('DeleteMessage', `${remove}${handle}"}`))
      demand(deleted.status === 200, 'DeleteMessage', deleted)
    }
  },
}

const fifo: Workload = {
  name: 'fifo',
  title: 'SendMessage to FIFO',
  unit: 'requests',
  fifo: true,
  operation(requests, url, exact) {
    const ready = Array.from({ length: GROUPS }, (_, n) => requests.sendFifo(url, pick(bodies, n), `group-${n}`, DIGITS))
    return async (connection, nth) => {
      const [before, after] = pick(ready, nth)
      const answer = await connection.ask(before + String(nth).padStart(DIGITS, '0') + after)
      sent(answer, pick(bodies, nth % GROUPS), exact)
      demand(answer.body.includes('SequenceNumber'), 'SendMessage to a FIFO queue', answer)
    }
  },
}

const batch: Workload = {
  name: 'batch',
  title: `SendMessageBatch of ${BATCH}`,
  unit: 'requests',
  fifo: false,
  operation(requests, url, exact) {
    const ready = bodies.map((_, first) => Array.from({ length: BATCH }, (__, n) => pick(bodies, first + n)))
    const texts = ready.map((entries) => requests.sendBatch(url, entries))
    return async (connection, nth) => {
      const answer = await connection.ask(pick(texts, nth))
      const right = exact ? pick(ready, nth).every((body) => answer.body.includes(body.md5)) : true
      demand(answer.status === 200 && right && count(answer.body, 'MD5OfMessageBody') === BATCH, 'SendMessageBatch', answer)
    }
  },
}

/** The rows that are measured on an empty queue; `cycle` and `batch` also make and measure the backlogs. */
export const workloads = { send, cycle, fifo, batch } as const
