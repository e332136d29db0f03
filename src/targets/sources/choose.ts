import { emulators } from '../emulators/table.js'
import { emulatorSource, type Via } from '../emulators/source.js'
import { awsSource } from './aws.js'
import { containerSource } from './container.js'
import { endpointSource } from './endpoint.js'
import { processSource } from './process.js'
import { embeddedSource, servedSource } from './reference.js'
import type { Reach, TargetSource } from './source.js'

/** A target as the command line gives it: by name, or in one of four ways to say what it is. */
export interface Choice {
  /** `reference`, `reference-served`, `aws`, an emulator (`moto@5.2.5`), or a URL. */
  readonly target?: string
  readonly reach?: Reach
  /** For AWS. */
  readonly region?: string
  readonly ca?: string
  readonly command?: string
  readonly image?: string
  readonly via?: Via
  readonly port?: number
  /** `NAME=value` */
  readonly env?: readonly string[]
  /** A path by which it is seen to be ready. */
  readonly ready?: string
  /** Seconds that it may take until it is ready. */
  readonly startWithin?: number
}

/** The names that stand for something else than an emulator. */
export const NAMES = ['reference', 'reference-served', 'aws'] as const

/**
 * The one target that is meant; the embedded reference where nothing is given.
 *
 * @throws RangeError that says what does not go together, or what there is
 */
export const chooseSource = (choice: Choice): TargetSource => {
  const { target, reach, command, image, via, port, env = [], ready, startWithin } = choice
  const ways = Object.entries({ '--target': target, '--endpoint': reach, '--command': command, '--image': image }).filter(
    ([, given]) => given !== undefined,
  )
  if (ways.length > 1) throw new RangeError(`give one target, not two: ${ways.map(([flag]) => flag).join(' and ')}`)
  const settings = {
    ...(port === undefined ? {} : { port }),
    ...(ready === undefined ? {} : { ready }),
    ...(startWithin === undefined ? {} : { withinMs: startWithin * 1000 }),
    env: environmentOf(env),
  }
  if (command !== undefined) return processSource({ command, ...settings })
  if (image !== undefined) {
    if (port === undefined) throw new RangeError('a container needs --port: the port inside it on which it serves')
    return containerSource({ image, ...settings, port })
  }
  if (env.length > 0 || ready !== undefined)
    throw new RangeError('--env and --ready are for targets that are started: give --command or --image with them')
  const isStarted = target !== undefined && !(NAMES as readonly string[]).includes(target) && !/^https?:\/\//i.test(target)
  const vain = [...(port === undefined ? [] : ['--port']), ...(via === undefined ? [] : ['--via'])]
  if (!isStarted && vain.length > 0)
    throw new RangeError(
      `${vain.join(' and ')} ${vain.length > 1 ? 'are' : 'is'} for targets that are started: give --target NAME, --command or --image with it`,
    )
  if (reach !== undefined) return endpointSource(reach)
  if (target === undefined || target === 'reference') return embeddedSource
  if (target === 'reference-served') return servedSource()
  if (target === 'aws') return awsSource({ region: choice.region ?? 'us-east-1', ...(choice.ca === undefined ? {} : { ca: choice.ca }) })
  if (/^https?:\/\//i.test(target)) return endpointSource({ endpoint: target })
  const name = target.split('@', 1)[0]!
  if (!emulators.some((emulator) => emulator.name === name))
    throw new RangeError(
      `there is no target "${name}": there are ${[...NAMES, ...emulators.map((each) => each.name)].join(', ')}. Give any other by --endpoint URL, --command LINE or --image IMAGE --port N`,
    )
  return emulatorSource(target, { ...(port === undefined ? {} : { port }), ...(via === undefined ? {} : { via }) })
}

const environmentOf = (lines: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=')
      if (at < 1) throw new RangeError(`--env takes NAME=value, not ${line}`)
      return [line.slice(0, at), line.slice(at + 1)]
    }),
  )
