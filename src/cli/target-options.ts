import { Option, type Command } from 'commander'
import type { Via } from '../targets/emulators/source.js'
import type { Access } from './access.js'
import { each, endpoint, port, seconds } from './options.js'

/** Which target is meant, as options tell it. */
export interface TargetOptions extends Access {
  readonly target?: string
  /** URLs; those that are of one service alone, as `sqs=http://…`. */
  readonly endpoint?: readonly string[]
  readonly command?: string
  readonly image?: string
  readonly via?: Via
  readonly port?: number
  readonly env?: readonly string[]
  readonly ready?: string
  readonly startWithin?: number
}

/** `http://localhost:4566`, or `sqs=http://localhost:9324` for one service. */
export const endpoints = (text: string, before: readonly string[] | undefined): readonly string[] => {
  endpoint(isOfService(text) ? text.slice(text.indexOf('=') + 1) : text)
  return each(text, before)
}

/** The options by which a target is chosen. */
export const addTargetOptions = (command: Command): Command =>
  command
    .option(
      '--target <name>',
      'one of `touchstone targets`, with a version if you like: moto, ministack@1.5.33; or reference, reference-served',
    )
    .option(
      '--endpoint <url>',
      'an implementation that runs already; with a service for an address of its own: sqs=http://localhost:9324',
      endpoints,
    )
    .option('--command <line>', 'a server of yours, started and stopped by the run: "my-emulator --port {port}"')
    .option('--image <image>', 'a container image, started and removed by the run; with --port, the port inside it')
    .option('--port <n>', 'the port of what is started', port)
    .option('--env <name=value>', 'for the environment of what --command or --image starts; may be given more than once', each)
    .option('--ready <path>', 'a path that is answered with a status below 400 once it is ready; else it is ready when it can be judged')
    .option('--start-within <seconds>', 'how long what is started may take until it is ready', seconds, 90)
    .addOption(
      new Option('--via <form>', 'how a target of a name is started: from its package, or its image').choices(['package', 'image']),
    )

/** Whether a value of --endpoint is of one service alone. */
export const isOfService = (text: string): boolean => /^[a-z][\w-]*=/.test(text)
