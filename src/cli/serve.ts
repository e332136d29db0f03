import { listen, services } from '../../reference/index.js'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  readonly allowHost?: readonly string[]
  readonly cors?: readonly string[]
  readonly tls?: boolean
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly verifySignatures?: string
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
  const tls = keyPair(options) ?? options.tls ?? false
  const server = await listen({ ...options, allowHosts: options.allowHost, tls }).catch((error: unknown) => {
    throw new UsageError(whyNot(error, options))
  })
  const trust = tls === true ? writeCertificate(server.certificate!) : undefined
  terminal.print(
    welcome(
      server.url,
      server.seed,
      services.map(({ id }) => id.toUpperCase()),
      options,
      terminal,
      trust?.file,
    ),
  )
  await stopped()
  await server.close()
  trust?.remove()
  return EXIT.conforms
}

/** The certificate and key that were given; `undefined` where none were. */
const keyPair = ({ tlsCert, tlsKey }: ServeOptions): { readonly cert: string; readonly key: string } | undefined => {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined)
    throw new UsageError('--tls-cert and --tls-key go together: give both, or --tls alone.')
  const read = (file: string): string => {
    try {
      return readFileSync(file, 'utf8')
    } catch (error) {
      throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
    }
  }
  return { cert: read(tlsCert), key: read(tlsKey) }
}

/** Where clients find the certificate that was made, while the server runs. */
const writeCertificate = (certificate: string): { readonly file: string; remove(): void } => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-'))
  const file = join(folder, 'certificate.pem')
  writeFileSync(file, certificate)
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) }
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
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `${host} is no address of this machine. Try --host 127.0.0.1, or --host 0.0.0.0 for all.`
  if (code?.startsWith('ERR_OSSL') === true || code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The certificate and its key cannot be used: ${message}`
  return message
}

const ANY_ADDRESS = /\/\/(?:0\.0\.0\.0|\[::\])/

const welcome = (
  url: string,
  seed: number,
  services: readonly string[],
  { clock, relax = [], adversity = 'calm', verifySignatures }: ServeOptions,
  { colours }: Terminal,
  certificate?: string,
): string => {
  const reachable = url.replace(ANY_ADDRESS, '//localhost')
  return [
    `${colours.bold('Touchstone reference')} for ${services.join(', ')} at ${colours.bold(colours.cyan(reachable))}`,
    colours.dim(
      `ready in ${Math.round(performance.now())} ms · clock ${clock} · seed ${seed}${adversity === 'calm' ? '' : ` · adversity ${adversity}`}${relax.length > 0 ? ` · relaxed ${relax.join(', ')}` : ''}`,
    ),
    '',
    'Point any AWS SDK or the aws CLI at it:',
    '',
    `  export AWS_ENDPOINT_URL=${reachable}`,
    '  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=test' +
      (verifySignatures === undefined ? ' AWS_SECRET_ACCESS_KEY=test' : ''),
    ...(certificate === undefined ? [] : [`  export NODE_EXTRA_CA_CERTS=${certificate} AWS_CA_BUNDLE=${certificate}`]),
    '',
    `The aws CLI v1 wants it on its line: aws --endpoint-url ${reachable} sqs list-queues`,
    verifySignatures === undefined
      ? 'Any credentials will do; an access key of 12 digits is an account of its own.'
      : 'Requests must be signed with the secret key that was given: it goes into AWS_SECRET_ACCESS_KEY. An access key of 12 digits is an account of its own.',
    ...(clock === 'manual'
      ? [
          'Time stands still until it is advanced:',
          '',
          `  curl -X POST -H 'Content-Type: application/json' -d '{"ms":30000}' ${reachable}/_touchstone/worlds/000000000000/clock/advance`,
          '',
        ]
      : []),
    colours.dim(`Nothing is kept when it stops. Health: ${reachable}/_touchstone/health · Ctrl-C stops it.`),
  ].join('\n')
}
