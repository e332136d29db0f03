import type { FinalizeRequestMiddleware, MetadataBearer, MiddlewareStack } from '@smithy/types'
import { wallClock } from '../../../targets/wall-clock.js'
import type { TraceHeader } from '../form.js'
import { valueText } from '../write-trace.js'
import { cameOf } from './came.js'
import { maskOf, type Redact } from './redact.js'
import { TraceFile, type Open } from './trace-file.js'

export interface TraceOptions {
  /** Who sends, so that it can be told from others: `worker-1`. Default: `pid-` and the number of the process. */
  readonly client?: string
  /** Masks message bodies; see docs/traces.md for what a masked trace can still tell. Default: they are written as they are. */
  readonly redact?: Redact
  /** Further members whose texts and bytes are masked: `['EmailAddress']`. */
  readonly redactMembers?: readonly string[]
  /** The 12-digit account, where the client's credentials do not name it. */
  readonly account?: string
  /** As in the SigV4 scope, for clients that sign in no usual way. Default: what requests are signed for. */
  readonly service?: string
  readonly region?: string
  /** What the header says of where the requests go, and anything a reader should know. */
  readonly target?: string
  readonly note?: string
  /** How far the clocks of this machine and of others may differ, in milliseconds: for traces of several machines that are judged together. */
  readonly slack?: number
  /** Told once, when the trace cannot be written. Default: nobody is. The app never notices. */
  readonly onError?: (error: Error) => void
  /** The instant, in milliseconds since 1970 with fractions; never goes back. Default: this process's own clock. */
  readonly now?: () => number
}

/** What `client.middlewareStack.use` takes, of any client of the AWS SDK v3; one trace may be given to several clients. */
export interface Trace {
  applyToStack<Input extends object, Output extends MetadataBearer>(stack: MiddlewareStack<Input, Output>): void
  /** Where it is written, once something was; another name than was asked for where that was taken, since no file is ever written over. */
  readonly path: string
  /** Resolves when all that was recorded so far is in the file. */
  flush(): Promise<void>
  /** Ends the trace. What is sent from now on is not recorded. */
  close(): Promise<void>
}

/**
 * Records what a client of the AWS SDK sends and gets:
 *
 * ```ts
 * client.middlewareStack.use(traceTo('trace.ndjson', { client: 'worker-1' }))
 * ```
 *
 * Each attempt is an exchange of its own, the SDK's retries included, measured from when the signed request is handed to the network until the
 * answer was read. Lines are written beside the app's work, and the rest when the process exits by itself; call `close` before it is killed.
 * Headers, signatures and credentials are never written. Nothing that goes wrong here reaches the app.
 *
 * @param path of a new file
 */
export const traceTo = (path: string, options: TraceOptions = {}): Trace => {
  const { now = wallClock.now, onError = () => {}, client = `pid-${process.pid}` } = options
  const file = new TraceFile(path, headerOf(options), onError)
  const mask = () => maskOf(options.redact, options.redactMembers)

  const record =
    <Input extends object, Output extends MetadataBearer>(): FinalizeRequestMiddleware<Input, Output> =>
    (next, context) =>
    async (args) => {
      const current = mask()
      const open = begin(args.input, context, current)
      const ended = (came: () => string): void => {
        if (open === undefined || file.isClosed) return
        try {
          const received = Math.max(now(), open.preamble.sent)
          file.end(open, received, orLost(came))
        } catch (error) {
          file.drop(open, error)
        }
      }
      try {
        const result = await next(args)
        ended(() => {
          const { $metadata: _metadata, ...output } = result.output
          return `"response":${valueText(current.answer(output))}`
        })
        return result
      } catch (error) {
        ended(() => {
          const outcome = cameOf(error)
          return outcome.kind === 'refused'
            ? `"error":${JSON.stringify({ code: outcome.code, message: outcome.message, status: outcome.status })}`
            : `"lost":${JSON.stringify(outcome.kind === 'lost' ? outcome.reason : '')}`
        })
        throw error
      }
    }

  const begin = (input: object, context: object, { request }: ReturnType<typeof mask>): Open | undefined => {
    if (file.isClosed) return undefined
    try {
      const text = valueText(request(input))
      const open = { preamble: { client, ...scopeOf(context, options), sent: now() }, request: text }
      file.begin(open)
      return open
    } catch (error) {
      file.drop(undefined, error)
      return undefined
    }
  }

  return {
    // After the SDK has decided to try (again) and has signed, before it reads the answer: so every attempt passes here.
    applyToStack: <Input extends object, Output extends MetadataBearer>(stack: MiddlewareStack<Input, Output>) =>
      stack.add(record<Input, Output>(), { step: 'finalizeRequest', priority: 'low', name: `touchstoneTrace ${path}`, override: true }),
    get path() {
      return file.path
    },
    flush: () => file.flush(),
    close: () => file.close(now()),
  }
}

/** What was answered may have had effects, so an answer that cannot be put into words must not be missing. */
const orLost = (came: () => string): string => {
  try {
    return came()
  } catch (error) {
    return `"lost":${JSON.stringify(`there was an answer, which could not be written: ${String(error)}`)}`
  }
}

const headerOf = ({ target, note, slack, redact }: TraceOptions): TraceHeader => ({
  ...(target === undefined ? {} : { target }),
  ...(note === undefined ? {} : { note }),
  ...(slack === undefined ? {} : { slack: { ms: slack, ppm: 200 } }),
  ...(redact === undefined ? {} : { redacted: redact === 'hash' ? 'hash' : 'by a function' }),
})

interface Scoped {
  readonly commandName?: string
  readonly clientName?: string
  readonly __smithy_context?: {
    readonly operation?: string
    readonly selectedHttpAuthScheme?: {
      readonly httpAuthOption?: { readonly signingProperties?: { readonly name?: string; readonly region?: string } }
      readonly identity?: { readonly accountId?: string }
    }
  }
}

/** Whom a request asks, for what: as the SDK signs it. */
const scopeOf = (context: Scoped, { service, region, account }: TraceOptions) => {
  const { operation, selectedHttpAuthScheme: scheme } = context.__smithy_context ?? {}
  const { name, region: signed } = scheme?.httpAuthOption?.signingProperties ?? {}
  const accountId = account ?? scheme?.identity?.accountId
  return {
    service: service ?? name ?? (context.clientName ?? 'unknown').replace(/Client$/, '').toLowerCase(),
    region: region ?? signed ?? process.env['AWS_REGION'] ?? 'unknown',
    account: accountId !== undefined && /^\d{12}$/.test(accountId) ? accountId : undefined,
    operation: operation ?? (context.commandName ?? 'Unknown').replace(/Command$/, ''),
  }
}
