import { freedoms, readAdversity } from '../../reference/index.js'
import { EFFORT_NAMES } from './effort.js'
import type { Effort } from './effort.js'
import { PROFILES } from './profiles.js'
import type { ProfileName } from './profiles.js'
import type { Result } from './result.js'
import type { Shard } from './select.js'
import type { Settings } from './settings.js'
import { DEFAULT_SETTINGS } from './settings.js'

/** What to judge, and how. */
export interface RunOptions {
  /** `http://localhost:4566`. Without one the embedded reference is judged. */
  readonly endpoint?: string
  /** Addresses of single services, where they have their own: `{ sqs: 'http://localhost:9324' }`. */
  readonly endpoints?: Readonly<Record<string, string>>
  /** How the target is given on the command line, for commands that judge a clause again: `--target moto`; by its endpoint unless given. */
  readonly again?: string
  /** `us-east-1` unless given. */
  readonly region?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
  /** `standard` unless given. */
  readonly effort?: Effort
  /** `single-node` unless given. */
  readonly profile?: ProfileName
  /** How the embedded reference uses what the documentation leaves open: `calm` unless given, `aws-like`, `hostile`, or freedoms by their ids. */
  readonly adversity?: string
  /** Globs over clause ids: `sqs.fifo.**`. All clauses unless given. */
  readonly only?: readonly string[]
  /** Judges only one of several parts of equal size: `{ part: 2, of: 8 }`. The parts of one suite are disjoint and together whole. */
  readonly shard?: Shard
  /** A 32-bit integer from which every case is drawn; 1 unless given, so that two runs draw the same. */
  readonly seed?: number
  /** How far the endpoint's clock may be read off from ours, in milliseconds; 10 unless given. */
  readonly slackMs?: number
  /** `http://host.docker.internal:8099`: where an endpoint that is not on loopback reaches subscribers over HTTP; that port is listened on. */
  readonly door?: string
  /** Certificates that are trusted beside the usual ones, in PEM. */
  readonly ca?: string
  /** Takes any certificate. */
  readonly insecure?: boolean
  /** Whether it is AWS that is called, or a rehearsal of that on the embedded reference. */
  readonly isAws?: boolean
  /** Told of the calls that were made, by service and operation (`sqs SendMessage`), where `isAws`. */
  readonly onCalls?: (calls: Readonly<Record<string, number>>) => void
  /** Eight letters and digits that are this run's own; drawn unless given. What is made bears names that begin with `touchstone-<run>-`. */
  readonly run?: string
  /** Called where there is something to wait for, with what it is. */
  readonly onWait?: (what: string) => void
  /** Called where something that was made could not be removed, with what it is and what removes it. */
  readonly onLeft?: (what: string) => void
  /** Called once, when it is known which clauses will be judged. */
  readonly onStart?: (ids: readonly string[]) => void
  /** Called with each verdict as it falls. */
  readonly onResult?: (result: Result) => void
  /** Ends the run early; what was made on the endpoint is removed all the same. */
  readonly signal?: AbortSignal
}

/**
 * @param run letters and digits that are this run's own
 * @throws RangeError that says which option cannot be used, and what to give instead
 */
export const settingsOf = (options: RunOptions, run: string): Settings => {
  const { endpoint, effort = 'standard', profile = 'single-node', seed = DEFAULT_SETTINGS.seed, slackMs } = options
  if (!EFFORT_NAMES.includes(effort)) throw new RangeError(`the effort must be one of ${EFFORT_NAMES.join(', ')}, not ${effort}`)
  if (!PROFILES.includes(profile)) throw new RangeError(`the profile must be one of ${PROFILES.join(', ')}, not ${profile}`)
  if (!Number.isInteger(seed) || Math.abs(seed) > 2 ** 32) throw new RangeError(`the seed must be a 32-bit integer, not ${seed}`)
  if (slackMs !== undefined && !(slackMs >= 0 && Number.isFinite(slackMs)))
    throw new RangeError(`the slack must be milliseconds of at least 0, not ${slackMs}`)
  const { adversity } = options
  if (adversity !== undefined && endpoint !== undefined) {
    throw new RangeError(
      'only the embedded reference can be made adverse: leave the endpoint or the adversity out, or serve the adverse reference by `touchstone serve --adversity`',
    )
  }
  if (adversity !== undefined) readAdversity(adversity, freedoms)
  return {
    ...DEFAULT_SETTINGS,
    ...(adversity === undefined ? {} : { adversity }),
    ...(endpoint === undefined ? {} : { endpoint: checkedEndpoint(endpoint) }),
    ...(options.endpoints === undefined ? {} : { endpoints: checkedEndpoints(options.endpoints) }),
    ...(options.isAws === undefined ? {} : { isAws: options.isAws }),
    ...(options.again === undefined ? {} : { again: options.again }),
    region: options.region ?? DEFAULT_SETTINGS.region,
    credentials: options.credentials ?? DEFAULT_SETTINGS.credentials,
    effort,
    profile,
    seed,
    ...(slackMs === undefined ? {} : { slackMs }),
    ...(options.door === undefined ? {} : { door: checkedEndpoint(options.door) }),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.insecure === undefined ? {} : { insecure: options.insecure }),
    only: options.only ?? [],
    ...(options.shard === undefined ? {} : { shard: checkedShard(options.shard) }),
    run,
  }
}

const checkedEndpoint = (endpoint: string): string => {
  const example = endpoint.replaceAll('{region}', 'r')
  const protocol = URL.canParse(example) ? new URL(example).protocol : ''
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new RangeError(`the endpoint must be a URL such as http://localhost:4566, not ${endpoint}`)
  }
  return endpoint
}

const checkedShard = (shard: Shard): Shard => {
  const { part, of } = shard
  if (Number.isInteger(part) && Number.isInteger(of) && part >= 1 && part <= of) return shard
  throw new RangeError(`a shard is one of several, such as 2 of 8, not ${part} of ${of}`)
}

const checkedEndpoints = (endpoints: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(endpoints).map(([service, endpoint]) => [service, checkedEndpoint(endpoint)]))
