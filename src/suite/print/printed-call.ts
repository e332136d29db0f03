import type { Json, Step } from '../result.js'
import { calledService, type CalledService } from './called.js'
import { unfolded } from './text.js'

/** A call of a history, as code prints it. */
export interface PrintedCall {
  readonly service: CalledService
  readonly region?: string
  /** The operation, or `POST /` for a plain request. */
  readonly operation: string
  /** As the service's bindings name it, or `http`. */
  readonly protocol: string
  readonly input: object
  readonly output?: object
  readonly isRefused: boolean
  readonly times: number
  /** Milliseconds before it, and between one and the next. */
  readonly waitedMs: number
  readonly everyMs: number
}

/**
 * The calls that a report's steps stand for.
 *
 * @param service whose clause it is
 */
export const printedCalls = (history: readonly Step[], service: string): readonly PrintedCall[] =>
  history.map((step) => {
    const called = calledService(step.service ?? service)
    return {
      service: called,
      ...(step.region === undefined ? {} : { region: step.region }),
      operation: step.operation,
      protocol: step.protocol ?? called.protocols[0],
      input: objectOf(sent(step.input)),
      ...(step.output === undefined ? {} : { output: objectOf(ofAccount(step.output)) }),
      isRefused: step.error !== undefined,
      times: step.times ?? 1,
      waitedMs: step.waitedMs ?? 0,
      everyMs: step.everyMs ?? 0,
    }
  })

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

const MORE = /^… \((\d+) items\)$/

/** How many items a list had that was shortened. */
const lengthOf = (list: readonly Json[]): string | undefined => {
  const last = list.at(-1)
  return typeof last === 'string' ? MORE.exec(last)?.[1] : undefined
}

/** Emulators call the account so that nobody chose. */
const ACCOUNT = '000000000000'

/** What was answered, with the account as it is sent, so that an ARN of an answer is known again where it is sent. */
const ofAccount = (output: Json): unknown => JSON.parse(JSON.stringify(output).replaceAll('<account>', ACCOUNT))

/** What a kept value stands for. */
const sent = (value: Json): unknown => {
  if (typeof value === 'string') {
    if (value.startsWith('base64:')) return Uint8Array.from(Buffer.from(unfolded(value.slice('base64:'.length)), 'base64'))
    return unfolded(value).replaceAll('<account>', ACCOUNT)
  }
  if (Array.isArray(value)) {
    const list = value as readonly Json[]
    const length = lengthOf(list)
    const items = (length === undefined ? list : list.slice(0, -1)).map(sent)
    const isOne = new Set(list.slice(0, items.length).map((item) => JSON.stringify(item))).size === 1
    return length !== undefined && isOne ? new Array<unknown>(Number(length)).fill(items[0]) : items
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value as Readonly<Record<string, Json>>).map(([name, item]) => [name, sent(item)]))
  }
  return value
}

/** Whether something that was sent is not kept whole. */
export const isShortened = (history: readonly Step[]): boolean => history.some(({ input }) => isShort(input))

const isShort = (value: Json): boolean => {
  if (typeof value === 'string') return /… \(\d+ characters\)$/.test(value)
  if (Array.isArray(value)) {
    const list = value as readonly Json[]
    return list.some(isShort) || (lengthOf(list) !== undefined && new Set(list.slice(0, -1).map((item) => JSON.stringify(item))).size > 1)
  }
  return typeof value === 'object' && value !== null && Object.values(value as Readonly<Record<string, Json>>).some(isShort)
}
