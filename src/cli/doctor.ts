import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { printable } from '../report/escape.js'
import type { Diagnosis, ServiceFound, UrlFound } from '../suite/doctor.js'
import { DEFAULT_SETTINGS } from '../suite/settings.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { reachOf } from './target.js'
import type { TargetOptions } from './target-options.js'
import type { Terminal } from './terminal.js'

/** `touchstone doctor`: what an endpoint is, and what will go wrong with it. */
export const runDoctor = async (terminal: Terminal, options: TargetOptions & { readonly json?: true }): Promise<Exit> => {
  const reach = reachOf(options)
  if (reach === undefined) throw new UsageError('Give --endpoint URL.')
  const { diagnose } = await import('../suite/doctor.js')
  const found = await diagnose(
    { credentials: DEFAULT_SETTINGS.credentials, ...reach, region: options.region },
    randomBytes(4).toString('hex'),
  )
  const environment = environmentRisks(reach.endpoint)
  if (options.json) terminal.print(JSON.stringify({ ...found, environment }, undefined, 2))
  else tell(terminal, found, environment)
  if (found.unreachable !== undefined || found.services.every(({ speaks }) => speaks.length === 0)) return EXIT.couldNotRun
  return found.services.some(({ url }) => url?.leads === 'aws' || url?.leads === 'elsewhere') ? EXIT.diverges : EXIT.conforms
}

const tell = ({ print, colours }: Terminal, found: Diagnosis, environment: readonly string[]): void => {
  const { endpoint, unreachable, is, http, services, skew } = found
  const row = (label: string, text: string): void => print(`${colours.dim(label.padEnd(12))}${printable(text)}`)
  const good = (text: string): string => `${colours.green('✓')} ${text}`
  const bad = (text: string): string => `${colours.red('✗')} ${text}`
  row('endpoint', endpoint)
  if (unreachable !== undefined) {
    print(bad(`nobody answers there: ${printable(unreachable)}`))
    return
  }
  row('is', is.join(' · ') || 'unknown: it does not say')
  row('speaks', http.join(', '))
  for (const service of services) {
    print(service.speaks.length > 0 ? good(`${service.id}: ${service.speaks.join(', ')}`) : bad(`${service.id} is not there`))
    for (const { seen } of service.speaks.length > 0 ? service.lacks : []) print(`  ${colours.dim(printable(seen))}`)
    if (service.refused !== undefined) print(bad(`  it refuses these credentials: ${printable(service.refused)}`))
    if (service.url !== undefined) print(`  ${isGood(service) ? good(urlText(service.url)) : bad(urlText(service.url))}`)
  }
  if (skew !== undefined) {
    const off = Math.abs(skew.ms) > skew.within + 1000
    const text = `its clock is ${Math.abs(skew.ms)} ms ${skew.ms < 0 ? 'behind' : 'ahead of'} this machine's (± ${skew.within} ms)`
    print(off ? bad(`${text}: signatures are refused by AWS from 15 minutes on`) : good(text))
  }
  for (const risk of environment) print(`${colours.yellow('!')} ${risk}`)
}

const isGood = ({ url }: ServiceFound): boolean => url?.leads === 'same' || url?.leads === 'back'

const BY_URL =
  'some SDKs send to the host of that URL, whatever endpoint they were given (Ruby and PHP; JavaScript v3 where its endpoint comes from the environment); others keep to the endpoint'

const urlText = ({ url, leads, seen }: UrlFound): string => {
  switch (leads) {
    case 'same':
      return `the URLs that it answers lead back to it, whatever SDK follows them (${printable(url)})`
    case 'back':
      return `the URLs that it answers have another host, which leads back to it from here (${printable(url)}); from a container it may not`
    case 'aws':
      return `the URLs that it answers lead to AWS itself (${printable(url)}): ${BY_URL}. Nothing was sent there`
    case 'elsewhere':
      return `the URLs that it answers lead elsewhere (${printable(url)}: ${printable(seen ?? '')}): ${BY_URL}`
  }
}

/** What in the environment lets an SDK reach AWS, should it lose the endpoint. */
const environmentRisks = (endpoint: string): readonly string[] => {
  const { AWS_ACCESS_KEY_ID: key = '', AWS_PROFILE: profile, AWS_ENDPOINT_URL: pointed } = process.env
  const isReal = /^A[KS]IA[A-Z0-9]{16}$/.test(key)
  const files = ['credentials', 'config'].filter((file) => existsSync(join(homedir(), '.aws', file)))
  return [
    ...(isReal
      ? [
          'AWS_ACCESS_KEY_ID has the form of a key of AWS: a client that loses the endpoint reaches AWS with it. Use others here, such as "test".',
        ]
      : []),
    ...(profile === undefined ? [] : ['AWS_PROFILE is set: a client that loses the endpoint may reach AWS with that profile.']),
    ...(files.length > 0 && key === ''
      ? [`there are shared files (~/.aws/${files.join(', ~/.aws/')}): a client that is given no credentials may reach AWS with them.`]
      : []),
    ...(pointed !== undefined && pointed !== '' && pointed !== endpoint
      ? [`AWS_ENDPOINT_URL is ${pointed}, which is another endpoint.`]
      : []),
  ]
}
