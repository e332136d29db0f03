import type { ClauseId } from '../core/reading.js'
import { type ServiceError } from '../core/errors.js'
import { after, type Fact, known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { dryRun, invalid, missing, noStream, notActive } from './errors.js'
import { DAY, DURATION } from './limits.js'
import type { Change, Context, Region, Status, Stream } from './state.js'

/** How a request names a stream. `StreamId` is reserved: nothing comes of it. @clause kinesis.identifiers.stream-id-reserved */
export interface Named {
  readonly StreamName?: string | undefined
  readonly StreamARN?: string | undefined
}

/** What an ARN says: `arn:aws:kinesis:us-east-1:111122223333:stream/orders`. */
export interface Arn {
  readonly region: string
  readonly account: string
  /** `stream`, `queue`, `channel` */
  readonly kind: string
  /** What follows the kind. */
  readonly name: string
}
/** @clause kinesis.identifiers.stream-arn-format @clause kinesis.efo.consumer-arn-format */
export const readArn = (arn: string): Arn | undefined => {
  const [, , service, region = '', account = '', ...rest] = arn.split(':')
  const [kind = '', ...name] = rest.join(':').split('/')
  return service === 'kinesis' && name.length > 0 ? { region, account, kind, name: name.join('/') } : undefined
}

/**
 * The stream that a request names by its name, its ARN, or both.
 *
 * @clause kinesis.identifiers.arn-equivalent-to-name
 * @clause kinesis.identifiers.name-unique-per-account-region
 * @clause kinesis.streams.name-case-sensitive
 */
export function streamOf(input: Named, c: Context, x: Rules): Stream {
  const name = nameOf(input, c, x)
  const stream = findStream(name, c.region, x)
  x.orFail('kinesis.identifiers.unknown-stream-not-found', known(stream !== undefined), () => noStream(name, c.region))
  return stream!
}

export function nameOf({ StreamName: name, StreamARN: arn }: Named, c: Context, x: Rules): string {
  x.orFail('kinesis.identifiers.stream-name-or-arn-required', known(name !== undefined || arn !== undefined), () =>
    invalid('Either StreamName or StreamARN must be provided.'),
  )
  if (arn === undefined) return name!
  const read = readArn(arn)
  const isHere = read?.account === c.region.account && read.region === c.region.name
  x.orFail('kinesis.identifiers.unknown-stream-not-found', known(isHere), () =>
    missing(`Stream ${read?.name ?? arn} under account ${read?.account ?? c.region.account} not found.`),
  )
  x.orFail('kinesis.identifiers.both-name-and-arn-allowed', known(name === undefined || name === read!.name), () =>
    invalid(`StreamName ${name!} and StreamARN ${arn} do not name the same stream.`),
  )
  return read!.name
}

/** The stream of that name as it is now. */
export function findStream(name: string, region: Region, x: Rules): Stream | undefined {
  const stream = region.streams.get(name)
  if (stream?.change === undefined) return stream
  settle(stream, x)
  return region.streams.get(name)
}

/** Lets what was under way be done, if its time has come. */
export function settle(resource: { change: Change | undefined }, x: Rules): void {
  const { change } = resource
  if (change === undefined || !x.fires(x.now.reached(change.until))) return
  resource.change = undefined
  change.done(change.until.end)
}

export function settleAll(region: Region, x: Rules): void {
  for (const stream of [...region.changing]) settle(stream, x)
}

/** Begins what takes its time: until then the resource has that status. @param id what says that it takes its time */
export function begin(
  id: ClauseId,
  resource: { status: Status | 'FAILED'; change: Change | undefined },
  status: Status,
  usual: number,
  done: (at: number) => void,
  c: Context,
  x: Rules,
): void {
  const takes = c.relaxed.has(id) ? 0 : x.choices.takes(id, usual)
  resource.status = status
  resource.change = { until: after(x.now.at, takes), done }
  if (takes === 0) settle(resource, x)
}

/**
 * A stream is UPDATING while it is changed, and takes puts and gets meanwhile.
 *
 * @clause kinesis.streams.updating-triggers
 * @clause kinesis.streams.rw-continue-while-updating
 */
export function update(stream: Stream, c: Context, x: Rules, done: (at: number) => void): void {
  const finish = (at: number): void => {
    c.region.changing.delete(stream)
    stream.status = 'ACTIVE'
    done(at)
  }
  c.region.changing.add(stream)
  begin('kinesis.streams.updating-triggers', stream, 'UPDATING', DURATION.update, finish, c, x)
}

/** Most changes need a stream that is ACTIVE. */
export function mustBeActive(id: ClauseId, stream: Stream, c: Context, x: Rules): void {
  x.orFail(id, known(stream.status === 'ACTIVE'), () => notActive(stream.name, stream.status, c.region))
}

/** A rule that only makes an application's tests wait: it can be switched off by its clause id. */
export function relaxable(id: ClauseId, fact: () => Fact, error: () => ServiceError, c: Context, x: Rules): void {
  if (!c.relaxed.has(id)) x.orFail(id, fact(), error)
}

/**
 * DryRun only asks whether the request would succeed.
 *
 * @clause kinesis.dry-run.no-effect @clause kinesis.dry-run.default-off @clause kinesis.dry-run.other-errors-show
 */
export function checkDryRun(isDry: boolean | undefined, x: Rules): void {
  x.orFail('kinesis.dry-run.success-code', known(isDry !== true), dryRun)
}

/** Within the last day, oldest first. */
export const ofLastDay = (times: number[], x: Rules): number[] => {
  while (times.length > 0 && times[0]! <= x.now.at.lo - DAY) times.shift()
  return times
}
