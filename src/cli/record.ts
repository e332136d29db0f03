import { pointedTo } from '../contract/record/environment.js'
import { openProxy, type Proxy } from '../contract/record/proxy.js'
import { openRecordedReference } from '../contract/record/recorded-reference.js'
import { awsUpstream, endpointUpstream, type Upstream } from '../contract/record/upstream.js'
import { runCommand } from '../contract/run-command.js'
import { EXIT, UsageError } from './exit.js'
import { endpoint } from './options.js'
import { Signals } from './signals.js'
import type { Terminal } from './terminal.js'

export interface RecordOptions {
  readonly to: string
  readonly listen?: number
  readonly host?: string
  readonly output: string
  readonly redact?: true
  readonly seed?: number
}

/**
 * `touchstone record`: a proxy that writes a trace of what goes by, for as long as a command runs, or until it is stopped.
 *
 * @returns the command's own exit code, where there is a command
 */
export const runRecord = async (terminal: Terminal, command: readonly string[], options: RecordOptions): Promise<number> => {
  const { services } = await import('../../reference/index.js')
  const to = options.to === 'reference' ? undefined : upstreamOf(options.to)
  const recording = {
    services,
    trace: options.output,
    port: options.listen,
    host: options.host,
    ...(options.redact ? { redact: 'hash' as const } : {}),
    onError: (error: Error) => terminal.note(`The trace is not whole: ${error.message}`),
  }
  const opening = to === undefined ? openRecordedReference({ ...recording, seed: options.seed }) : openProxy({ ...recording, to })
  const proxy = await opening.catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      ? new UsageError(`Port ${options.listen} is taken. Choose another with --listen, or leave it out for any free one.`)
      : error
  })
  const signals = new Signals(
    () => {},
    () => {},
  )
  try {
    const [file, ...args] = command
    if (file === undefined) {
      terminal.print(welcome(proxy, to?.label ?? 'reference', terminal))
      await new Promise<void>((resolve) => signals.signal.addEventListener('abort', () => resolve(), { once: true }))
      return EXIT.conforms
    }
    const env = pointedTo(
      proxy.url,
      services.map(({ id }) => id),
    )
    const { code } = await runCommand([file, ...args], { env, output: 'shown', signal: signals.signal }).catch((error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new UsageError(`There is no command ${file}.`) : error
    })
    return signals.exit ?? code ?? EXIT.couldNotRun
  } finally {
    signals.end()
    await proxy.close()
    terminal.note(told(proxy, terminal))
  }
}

const upstreamOf = (to: string): Upstream => {
  if (to === 'aws') {
    try {
      return awsUpstream()
    } catch (error) {
      throw new UsageError((error as Error).message)
    }
  }
  try {
    return endpointUpstream(endpoint(to))
  } catch (error) {
    throw new UsageError(`--to is reference, aws, or an endpoint. ${(error as Error).message}`)
  }
}

const welcome = ({ url }: Proxy, label: string, { colours }: Terminal): string =>
  [
    `Recording what goes to ${colours.bold(label)} by way of ${colours.bold(colours.cyan(url))}`,
    '',
    `  export AWS_ENDPOINT_URL=${url}`,
    '',
    colours.dim('Ctrl-C ends the trace.'),
  ].join('\n')

const told = ({ recorder: { path, exchanges, passed } }: Proxy, { colours }: Terminal): string =>
  exchanges === 0
    ? colours.yellow(
        'No request came by. The command has to use the endpoint that AWS_ENDPOINT_URL gives it: an SDK client with an endpoint of its own does not.',
      )
    : `${exchanges} ${exchanges === 1 ? 'exchange' : 'exchanges'} in ${colours.bold(path)}${passed > 0 ? `, and ${passed} requests of other services went by` : ''}. Next: touchstone derive ${path}`
