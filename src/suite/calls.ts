import type { Polled } from './unhurried.js'
import type { HttpAnswer, HttpRequest, Scope } from '../targets/target.js'
import { NoAnswer, Oversized } from '../targets/target.js'
import { answerOf, readError } from './answer.js'
import type { Answer } from './answer.js'
import type { CaseTimers, Protocol, ServiceBinding } from './binding.js'
import type { Clients, Ticket } from './clients.js'
import { EventStream } from './event-stream.js'
import { insist } from './insist.js'
import type { Patience } from './patience.js'
import { Breakdown, Refusal, saysUnknown, Silence, UnknownOperation } from './refusal.js'
import type { Signing } from './signing.js'
import type { CaseTime } from './time.js'
import { Undecided } from './verdicts.js'

/** One call of a case: what was asked, what came, when. Printing is someone else's. */
export interface RecordedCall {
  /** The service that was asked. */
  readonly service: Pick<ServiceBinding, 'id' | 'protocols'>
  /** In which region, where it is not the case's own. */
  readonly region?: string | undefined
  /** The operation, or `POST /` for a raw request. */
  readonly operation: string
  readonly protocol: Protocol | 'http'
  readonly input: object
  readonly sent: number
  received: number
  output?: object
  failure?: Error
}

/** A call under way: its record, and when it was sent in the unhurried run of the case. */
interface UnderWay {
  readonly record: RecordedCall
  readonly at: number
  readonly waitMs: number
  readonly poll: Polled | undefined
  readonly timers: CaseTimers | undefined
}

/** What a case may call at most. No clause needs half of them; a check that polls on and on would fill the memory. */
export const MOST_CALLS = 10_000

/** The calls of one case, whichever services they go to: measured, recorded and, at the end, undone. */
export class CallLog {
  readonly recorded: RecordedCall[] = []
  readonly #answers = new WeakMap<object, HttpAnswer>()
  readonly #undo: (() => Promise<unknown>)[] = []
  #isOver = false
  #silence: Silence | undefined
  readonly #timers = new Map<string, CaseTimers>()
  readonly began: number

  constructor(
    private readonly scope: Scope,
    private readonly time: CaseTime,
  ) {
    this.began = scope.clock.now()
  }

  /** Why nothing that the case saw accuses the target: an answer that did not come, or came too late. */
  get doubt(): string | undefined {
    return this.#silence?.message ?? this.time.unhurried.doubt
  }

  answerBehind(output: object): Answer {
    const answer = this.#answers.get(output)
    if (!answer) throw new TypeError('answer() wants the output of a call, as it was given')
    return answerOf(answer)
  }

  /** The operation whose answer this is, or has as its `output`; the last one, where it is made of several. */
  operationBehind(answer: unknown): string | undefined {
    const came = typeof answer === 'object' && answer !== null && 'output' in answer ? answer.output : answer
    return (this.recorded.find(({ output }) => output !== undefined && output === came) ?? this.recorded.at(-1))?.operation
  }

  /** Makes the member of an output that is a stream of events one that the case can read, and that ends with it. */
  listen(operation: string, output: object, member: string, { frames, answer }: Ticket): object {
    const source = (output as Readonly<Record<string, unknown>>)[member]
    if (frames === undefined || answer === undefined || source === undefined) return output
    const events = new EventStream(source as AsyncIterable<object>, frames, {
      operation,
      clock: this.scope.clock,
      sent: answer.sent,
      place: (what, lo, hi) => this.time.stamp(what, lo, hi),
      silent: (silence) => (this.#silence ??= silence),
    })
    this.undoLater(() => events.close())
    return { ...output, [member]: events }
  }

  undoLater(undo: () => Promise<unknown>): void {
    this.#undo.push(undo)
  }

  /** Undoes what was made. Nothing more can be called: a check that was given up, and goes on all the same, ends at its next call. */
  async undoAll(): Promise<void> {
    this.#isOver = true
    await Promise.allSettled(this.#undo.splice(0).map((undo) => undo()))
  }

  /** @throws Undecided where the case has called too often */
  record(binding: ServiceBinding, region: string | undefined, operation: string, protocol: Protocol | 'http', input: object): UnderWay {
    if (this.#isOver) throw new Error('the case is over')
    if (this.recorded.length >= MOST_CALLS) throw new Undecided(`the case did not come to an end within ${MOST_CALLS} calls`)
    const now = this.scope.clock.now()
    const record: RecordedCall = {
      service: binding,
      ...(region === undefined ? {} : { region }),
      operation,
      protocol,
      input,
      sent: now,
      received: now,
    }
    this.recorded.push(record)
    const timers = protocol === 'http' ? undefined : this.#timersOf(binding)
    const waitMs = timers?.waitMs(operation, input) ?? 0
    const poll = waitMs > 0 ? this.time.unhurried.poll(now, waitMs) : undefined
    return { record, at: this.time.unhurried.now, waitMs, poll, timers }
  }

  #timersOf(binding: ServiceBinding): CaseTimers | undefined {
    const known = this.#timers.get(binding.id) ?? binding.timers?.()
    if (known) this.#timers.set(binding.id, known)
    return known
  }

  answered(call: UnderWay, output: object, answer: HttpAnswer | undefined): void {
    const { record, timers } = call
    record.output = output
    record.received = this.scope.clock.now()
    const { sent, received } = this.#place(call, output, answer, answer ?? record)
    this.time.unhurried.begin(sent, received, timers?.begunBy(record.operation, record.input, output) ?? [])
  }

  failed(call: UnderWay, failure: Error, thrown: unknown, answer: HttpAnswer | undefined): void {
    const { record } = call
    record.failure = failure
    record.received = this.scope.clock.now()
    if (failure instanceof Silence) this.#silence ??= failure
    this.#place(call, failure, answer, answer ?? (thrown instanceof NoAnswer ? thrown : record))
  }

  #place(
    { at, waitMs, poll }: UnderWay,
    came: object,
    answer: HttpAnswer | undefined,
    when: { readonly sent: number; readonly received: number },
  ): typeof when {
    if (answer) this.#answers.set(came, answer)
    this.time.unhurried.called(at, when.sent, when.received, waitMs)
    if (poll !== undefined && answer) poll.answered = when.received
    this.time.stamp(came, when.sent, when.received)
    return when
  }
}

/** From where calls are made, where it is not the case's own region and account. */
export interface From {
  readonly region?: string | undefined
  readonly account?: string | undefined
}

/** Calls one service for a case. */
export class Calls {
  constructor(
    private readonly binding: ServiceBinding,
    private readonly scope: Scope,
    private readonly clients: Clients,
    private readonly log: CallLog,
    /** How it bears what is not the target's fault; else it is told as it comes. */
    private readonly patience?: Patience,
    private readonly from: From = {},
  ) {}

  /**
   * Calls an operation through the SDK.
   *
   * @throws Refusal, UnknownOperation, Breakdown or Silence
   */
  async call(operation: string, input: object, protocol: Protocol): Promise<object> {
    for (let attempts = 1; ; attempts++) {
      const ticket: Ticket = {
        scope: this.scope,
        wait: this.binding.wait(operation, input),
        isRepeatable: this.binding.troubles.isRead(operation),
        account: this.from.account,
        isStreamed: this.binding.streams?.[operation] !== undefined,
      }
      try {
        const output = await this.#callOnce(operation, input, protocol, ticket)
        this.patience?.checkParts(operation, output)
        return output
      } catch (failure) {
        const trouble = this.patience?.troubleIn(ticket.answer)
        if (trouble === undefined) throw failure
        await this.patience!.again(operation, this.binding.troubles.isRead(operation), trouble, attempts)
      }
    }
  }

  async #callOnce(operation: string, input: object, protocol: Protocol, ticket: Ticket): Promise<object> {
    const record = this.log.record(this.binding, this.from.region, operation, protocol, input)
    try {
      const sent = await this.clients.of(protocol, this.from.region).send(operation, input, ticket)
      const stream = this.binding.streams?.[operation]
      const output = stream === undefined ? sent : this.log.listen(operation, sent, stream, ticket)
      this.log.answered(record, output, ticket.answer)
      const undo = this.binding.undo(operation, input, output)
      if (undo)
        this.log.undoLater(() =>
          insist(this.binding.troubles, { scope: this.scope, wait: 'none', account: this.from.account }, (own) =>
            this.clients.of(protocol, this.from.region).send(undo.operation, undo.input, own),
          ),
        )
      return output
    } catch (error) {
      const failure = failureOf(operation, error, ticket.answer)
      this.log.failed(record, failure, error, ticket.answer)
      throw failure
    }
  }

  /**
   * Sends a raw request. A refusal is an answer like any other here; only silence is thrown.
   *
   * @param signing what it adds is sent, and recorded nowhere
   */
  async http(request: HttpRequest, signing: Signing): Promise<HttpAnswer> {
    for (let attempts = 1; ; attempts++) {
      const answer = await this.#httpOnce(request, signing)
      const trouble = this.patience?.troubleIn(answer)
      if (trouble === undefined) return answer
      await this.patience!.again(`${request.method} ${request.path}`, false, trouble, attempts)
    }
  }

  async #httpOnce(request: HttpRequest, signing: Signing): Promise<HttpAnswer> {
    const operation = `${request.method} ${request.path}`
    const { authorization: _authorization, ...headers } = request.headers
    const record = this.log.record(this.binding, this.from.region, operation, 'http', {
      headers,
      body: typeof request.body === 'string' ? request.body : [...request.body],
    })
    try {
      const answer = await this.scope.send(
        { ...(await signing(request)), service: this.binding.id, ...(this.from.region === undefined ? {} : { region: this.from.region }) },
        'perhaps',
      )
      const { status, text } = answerOf(answer)
      this.log.answered(record, { status, body: text }, answer)
      return answer
    } catch (error) {
      const failure = failureOf(operation, error, undefined)
      this.log.failed(record, failure, error, undefined)
      throw failure
    }
  }
}

const failureOf = (operation: string, thrown: unknown, raw: HttpAnswer | undefined): Error => {
  if (thrown instanceof NoAnswer) return new Silence(operation, thrown.message)
  if (thrown instanceof Oversized)
    return new Breakdown(operation, `${operation} was answered with something that cannot be read`, 'a well-formed answer', thrown.message)
  if (!raw) return thrown instanceof Error ? thrown : new Error(String(thrown))
  const answer = answerOf(raw)
  const error = readError(answer)
  const { status } = answer
  if (status < 300) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    return new Breakdown(
      operation,
      `${operation} was answered with something that cannot be read`,
      'a well-formed answer',
      `${why}: ${excerpt(answer.text)}`,
    )
  }
  const refusal = error && new Refusal(operation, status, error, answer)
  if (saysUnknown(status, error, answer.text))
    return new UnknownOperation(operation, refusal, `the target does not have ${operation}: ${error?.message || status}`)
  if (refusal && status >= 400 && status < 500) return refusal
  const seen = `${status} ${error ? `${error.shape ?? error.code ?? ''} ${error.message}`.trim() : excerpt(answer.text)}`
  return new Breakdown(operation, `${operation} broke down`, 'a success, or a client error worded as AWS words errors', seen, status)
}

const excerpt = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text) || '(an empty body)'
