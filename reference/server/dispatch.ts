import { ServiceError } from '../core/errors.js'
import { Random } from '../core/random.js'
import type { Call, Output, ServedFile, Service } from '../core/service.js'
import { aboutCall } from '../core/surprises.js'
import { type Asked, type Dialect, type Operation, Unreadable } from '../wire/protocols/protocol.js'
import { type Answer, type Incoming, header } from '../wire/request.js'
import { type Scope, Scopes } from '../wire/scope.js'
import { Wire } from '../wire/wire.js'
import type { Headroom } from './headroom.js'
import type { ServedWorld } from './served-world.js'
import type { Tap, Watcher } from './tap.js'
import type { Worlds } from './worlds.js'

/** Told of what must not happen: an error that is no `ServiceError`. The client is answered `InternalFailure`. */
export type OnFault = (error: unknown, operation: string | undefined) => void

/** From a request to its answer, whatever carried it. */
export class Dispatcher {
  readonly #wire: Wire
  readonly #scopes: Scopes
  readonly #ids: Random
  readonly #files: ReadonlyMap<string, ServedFile>

  constructor(
    services: readonly Service[],
    readonly worlds: Worlds,
    readonly defaultAccount: string,
    private readonly onFault: OnFault,
    private readonly headroom?: Headroom,
    /** How a request is refused whose signature is wrong; without it signatures are not looked at. */
    private readonly verify?: (request: Incoming) => ServiceError | undefined,
    private readonly tap?: Tap,
  ) {
    this.#wire = new Wire(services)
    this.#scopes = new Scopes(defaultAccount)
    this.#ids = new Random(worlds.options.seed ^ 0x5bd1e995)
    this.#files = new Map(services.flatMap(({ files = {} }) => Object.entries(files)))
  }

  /** The account whose world answers the request. */
  accountOf(request: Incoming): string {
    return this.#scopes.of(request).account
  }

  /** Never throws and never rejects. A promise only where the operation waits. */
  dispatch(request: Incoming): Answer | Promise<Answer> {
    if (this.tap === undefined) return this.#dispatch(request)
    const watcher = this.tap.begin(request)
    const answer = this.#dispatch(request, watcher)
    if (!(answer instanceof Promise)) {
      watcher.answered(answer)
      return answer
    }
    return answer.then((settled) => {
      if (request.signal?.aborted === true) watcher.left()
      else watcher.answered(settled)
      return settled
    })
  }

  #dispatch(request: Incoming, watcher?: Watcher): Answer | Promise<Answer> {
    const file = request.method === 'GET' ? this.#files.get(request.path) : undefined
    if (file !== undefined) return { status: 200, headers: { 'Content-Type': file.contentType }, body: file.text }
    const requestId = this.#ids.uuid()
    let asked: Asked | undefined
    try {
      const signed = this.#scopes.of(request)
      const refusal = this.verify?.(request)
      if (refusal !== undefined) throw refusal
      asked = this.#wire.read(request, signed)
      watcher?.asked(asked, signed)
      const { dialect, operation, input } = asked
      const scope = signed.accessKey === undefined ? { ...signed, ...dialect.service.homeOf?.(input) } : signed
      this.headroom?.admit(operation.name, request.body.length)
      const world = this.worlds.of(scope.account)
      world.clock.stir()
      const { surprises } = world.adversity
      surprises?.begin(aboutCall(operation.name, input))
      const output = world.state(dialect.service, scope.account, scope.region).call(new RequestCall(operation.name, input, scope, request))
      if (output instanceof Promise) return this.#wait(world, output, asked, requestId)
      return this.#write(world, output, operation, requestId)
    } catch (error) {
      if (error instanceof Unreadable) return this.#failure(error.dialect, undefined, error.cause, requestId)
      return this.#failure(asked?.dialect ?? this.#wire.dialect(request, this.#scopes.of(request)), asked?.operation, error, requestId)
    }
  }

  /** Answers a request that cannot be carried to its service: it is too large, or came too slowly. */
  refuse(request: Incoming, error: ServiceError): Answer {
    return this.#failure(this.#wire.dialect(request, this.#scopes.of(request)), undefined, error, this.#ids.uuid())
  }

  #wait(world: ServedWorld, output: Promise<Output>, { dialect, operation }: Asked, requestId: string): Promise<Answer> {
    return world.wait(output).then(
      (settled) => this.#write(world, settled, operation, requestId),
      (error: unknown) => this.#failure(dialect, operation, error, requestId),
    )
  }

  #write(world: ServedWorld, output: Output, operation: Operation, requestId: string): Answer {
    const answer = operation.write(output, requestId)
    const { body } = answer
    return typeof body === 'string' || body instanceof Uint8Array ? answer : { ...answer, body: this.#pieces(world, body, operation) }
  }

  /** A stream that waits for its next event is a request that waits. What it throws breaks it off, as far as its protocol cannot tell it. */
  #pieces(world: ServedWorld, body: AsyncIterable<Uint8Array>, { name }: Operation): AsyncIterable<Uint8Array> {
    const pieces = body[Symbol.asyncIterator]()
    let leave = (): void => {}
    const left = new Promise<IteratorResult<Uint8Array, undefined>>((resolve) => (leave = () => resolve({ done: true, value: undefined })))
    const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
      try {
        return await world.wait(Promise.race([pieces.next() as Promise<IteratorResult<Uint8Array, undefined>>, left]))
      } catch (error) {
        void pieces.return?.()
        if (!(error instanceof ServiceError)) this.onFault(error, name)
        throw error
      }
    }
    return {
      [Symbol.asyncIterator]: () => ({
        next,
        async return() {
          leave()
          await pieces.return?.()
          return { done: true, value: undefined }
        },
      }),
    }
  }

  #failure(dialect: Dialect, operation: Operation | undefined, error: unknown, requestId: string): Answer {
    if (error instanceof ServiceError) {
      const answer = dialect.fail(error, requestId)
      if (answer !== undefined) return answer
    }
    this.onFault(error, operation?.name)
    return dialect.fail(new ServiceError('InternalFailure', 'We encountered an internal error. Please try again.'), requestId)!
  }
}

/** What a service is handed. The signal and the trace header are looked up only where a service asks for them. */
class RequestCall implements Call {
  constructor(
    readonly operation: string,
    readonly input: Readonly<Record<string, unknown>>,
    private readonly scope: Scope,
    private readonly request: Incoming,
  ) {}

  get region(): string {
    return this.scope.region
  }
  get accessKey(): string | undefined {
    return this.scope.accessKey
  }
  get origin(): string {
    return this.request.origin
  }
  get signal(): AbortSignal | undefined {
    return this.request.signal
  }
  get traceHeader(): string | undefined {
    return header(this.request, 'x-amzn-trace-id')
  }
}
