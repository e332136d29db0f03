import { EXIT, UsageError, type Exit } from './exit.js'
import type { Terminal } from './terminal.js'

export interface ServeOptions {
  readonly port: number
  readonly host: string
  readonly clock: 'wall' | 'manual'
  readonly seed?: number
  readonly account?: string
  readonly relax?: readonly string[]
  readonly adversity?: string
  readonly allowOutgoing?: readonly string[]
}

/**
 * `touchstone serve`: the reference on a port, until it is told to stop.
 *
 * @param stopped resolves when it is; by a signal, unless something else is given
 */
export const runServe = async (terminal: Terminal, options: ServeOptions, stopped = signalled): Promise<Exit> => {
  if (options.adversity === 'help') {
    const { adversityHelp } = await import('./adversity-help.js')
    terminal.print(adversityHelp(terminal))
    return EXIT.conforms
  }
  const { listen, services } = await import('../../reference/index.js')
  const server = await listen(options).catch((error: unknown) => {
    throw new UsageError(whyNot(error, options))
  })
  terminal.print(welcome(server.url, server.seed, services.map(({ id }) => id.toUpperCase()), options, terminal))
  await stopped()
  await server.close()
  return EXIT.conforms
}

/** The first signal asks for an end, a second one does not wait for it. */
const signalled = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = (): void => {
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop)
      resolve()
    }
    process.once('SIGINT', stop).once('SIGTERM', stop)
  })

const whyNot = (error: unknown, { host, port }: ServeOptions): string => {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Choose another with --port, or --port 0 for any free one.`
  if (code === 'EACCES') return `Port ${port} may not be used by this account. Choose one above 1023 with --port.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `${host} is no address of this machine. Try --host 127.0.0.1, or --host 0.0.0.0 for all.`
  return message
}

const ANY_ADDRESS = /\/\/(?:0\.0\.0\.0|\[::\])/

const welcome = (url: string, seed: number, services: readonly string[], { clock, relax = [], adversity = 'calm' }: ServeOptions, { colours }: Terminal): string => {
  const reachable = url.replace(ANY_ADDRESS, '//localhost')
  return [
    `${colours.bold('Touchstone reference')} for ${services.join(', ')} at ${colours.bold(colours.cyan(reachable))}`,
    colours.dim(`ready in ${Math.round(performance.now())} ms · clock ${clock} · seed ${seed}${adversity === 'calm' ? '' : ` · adversity ${adversity}`}${relax.length > 0 ? ` · relaxed ${relax.join(', ')}` : ''}`),
    '',
    'Point any AWS SDK or the aws CLI at it:',
    '',
    `  export AWS_ENDPOINT_URL=${reachable}`,
    '  export AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test',
    '',
    'Any credentials will do; an access key of 12 digits is an account of its own.',
    ...(clock === 'manual'
      ? [
          'Time stands still until it is advanced:',
          '',
          `  curl -X POST -H 'Content-Type: application/json' -d '{"ms":30000}' ${reachable}/_touchstone/worlds/000000000000/clock/advance`,
          '',
        ]
      : []),
    colours.dim('Ctrl-C stops it.'),
  ].join('\n')
}
