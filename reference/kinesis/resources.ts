import { known } from '../core/facts.js'
import type { ClauseId } from '../core/reading.js'
import type { Rules } from './choices.js'
import { missing } from './errors.js'
import { findStream, readArn, settle } from './request.js'
import type { Context } from './state.js'

/** What tags and policies can be put on. */
export interface Resource {
  readonly tags: Map<string, string>
  policy: string | undefined
  readonly arn: string
  /** `stream orders` */
  readonly what: string
}

/** The stream, consumer, queue or channel of an ARN. @param id the clause that speaks of one that is not there */
export function resourceOf(arn: string, id: ClauseId, c: Context, x: Rules): Resource {
  const found = findResource(arn, c, x)
  x.orFail(id, known(found !== undefined), () => missing(`Resource ${arn} not found.`))
  return found!
}

export function findResource(arn: string, { region }: Context, x: Rules): Resource | undefined {
  const read = readArn(arn)
  if (read?.account !== region.account || read.region !== region.name) return undefined
  if (read.kind !== 'stream') {
    const resource = read.kind === 'queue' ? region.queues.get(arn) : region.channels.get(arn)
    if (resource !== undefined) settle(resource, x)
    return (read.kind === 'queue' ? region.queues : region.channels).get(arn)
  }
  const [name = '', kind, consumerName] = read.name.split('/')
  const stream = findStream(name, region, x)
  if (stream === undefined || kind === undefined) return stream
  const consumer = stream.consumers.get(consumerName?.split(':')[0] ?? '')
  if (consumer !== undefined) settle(consumer, x)
  return consumer?.arn === arn && stream.consumers.has(consumer.name) ? consumer : undefined
}
