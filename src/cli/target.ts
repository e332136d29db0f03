import { areas } from '../service/areas.js'
import type { Reach, StartedTarget, TargetSource } from '../targets/sources/source.js'
import type { Choice } from '../targets/sources/choose.js'
import { credentialsOf, type Access } from './access.js'
import { UsageError } from './exit.js'
import { readCa } from './sweep.js'
import { isOfService, type TargetOptions } from './target-options.js'
import type { Terminal } from './terminal.js'

/**
 * The target that is meant; nothing is started yet.
 *
 * @throws UsageError that says what there is, or what does not go together
 */
export const sourceOf = async (options: TargetOptions): Promise<TargetSource> => {
  const { chooseSource } = await import('../targets/sources/choose.js')
  try {
    const source = chooseSource(choiceOf(options))
    const services = servicesOf(options) ?? source.services
    return services === undefined ? source : { ...source, services }
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`${error.message}.`) : error
  }
}

/** Globs over the clauses of the services that a target has; nothing, where it has all of them. */
export const clausesOf = ({ services }: Pick<TargetSource, 'services'>): readonly string[] | undefined => {
  if (services === undefined) return undefined
  return areas.filter(({ id }) => services.includes(id)).flatMap(({ prefixes }) => prefixes.map((prefix) => `${prefix}.**`))
}

/**
 * Starts a target, lets something be done with it, and stops it whatever happens.
 *
 * @param only what it must be able to be judged by before it counts as ready
 */
export const withTarget = async <T>(
  source: TargetSource,
  only: readonly string[],
  { region, signal, terminal }: { readonly region: string; readonly signal: AbortSignal; readonly terminal: Terminal },
  work: (target: StartedTarget) => Promise<T>,
): Promise<T> => {
  const { preflightOf } = await import('../suite/preflight.js')
  const target = await source
    .start({
      say: (line) => terminal.note(terminal.colours.dim(line)),
      unready: (reach) => preflightOf({ region, ...reach }, only),
      signal,
    })
    .catch((error: unknown) => {
      throw new UsageError(`Could not run: ${error instanceof Error ? error.message : String(error)}`)
    })
  try {
    return await work(target)
  } finally {
    await target.stop()
  }
}

/** Where an endpoint is and how it is reached; nothing, where none is given. */
export const reachOf = (options: Pick<TargetOptions, 'endpoint'> & Access): Reach | undefined => {
  const { endpoint: given = [], region, insecure, ca } = options
  const credentials = credentialsOf(options)
  const plain = given.filter((text) => !isOfService(text))
  if (plain.length > 1)
    throw new UsageError(`Give one endpoint for all services, not ${plain.join(' and ')}; one of a single service as sqs=${plain[1]}.`)
  const endpoints = Object.fromEntries(given.filter(isOfService).map((text) => text.split(/=(.*)/s, 2) as [string, string]))
  const unknown = Object.keys(endpoints).find((service) => !areas.some(({ id }) => id === service))
  if (unknown !== undefined) throw new UsageError(`There is no service "${unknown}": give one of ${areas.map(({ id }) => id).join(', ')}.`)
  const first = plain[0] ?? Object.values(endpoints)[0]
  if (first === undefined) return undefined
  return {
    endpoint: first,
    ...(Object.keys(endpoints).length === 0 ? {} : { endpoints }),
    region,
    ...(credentials === undefined ? {} : { credentials }),
    ...(ca === undefined ? {} : { ca: readCa(ca) }),
    ...(insecure === undefined ? {} : { insecure }),
  }
}

/** The services that have an address, where only single ones have; nothing, where all have. */
const servicesOf = ({ endpoint: given = [] }: Pick<TargetOptions, 'endpoint'>): readonly string[] | undefined =>
  given.length > 0 && given.every(isOfService) ? given.map((text) => text.split('=', 1)[0]!) : undefined

const choiceOf = (options: TargetOptions): Choice => {
  const { target, command, image, via, port, env, ready, startWithin } = options
  const reach = reachOf(options)
  return {
    ...(target === undefined ? {} : { target }),
    ...(reach === undefined ? {} : { reach }),
    ...(command === undefined ? {} : { command }),
    ...(image === undefined ? {} : { image }),
    ...(via === undefined ? {} : { via }),
    ...(port === undefined ? {} : { port }),
    ...(env === undefined ? {} : { env }),
    ...(ready === undefined ? {} : { ready }),
    region: options.region,
    ...(options.ca === undefined ? {} : { ca: readCa(options.ca) }),
    ...(startWithin === undefined ? {} : { startWithin }),
  }
}
