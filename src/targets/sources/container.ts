import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { StartedTestContainer } from 'testcontainers'
import { BoundedLog } from '../processes/bounded-log.js'
import { leash } from '../processes/leash.js'
import { answersOn, quoted, START_WITHIN_MS } from './process.js'
import { StartFailed, type Reach, type StartedTarget, type TargetSource } from './source.js'

export interface ContainerOptions {
  /** With its tag: `localstack/localstack:4.14.0`. */
  readonly image: string
  /** The port inside the container. */
  readonly port: number
  readonly env?: Readonly<Record<string, string>>
  /** What the container runs, in place of what its image says. */
  readonly command?: readonly string[]
  /** A path that is answered with a status below 400 once it is ready; else it is ready when it can be judged. */
  readonly ready?: string
  readonly services?: readonly string[]
  readonly title?: string
  /** Milliseconds that it may take until it is ready. */
  readonly withinMs?: number
}

/** testcontainers is an optional peer dependency: who starts no container need not install it. */
const library = async (): Promise<typeof import('testcontainers')> => {
  try {
    return await import('testcontainers')
  } catch {
    throw new Error('containers are started by testcontainers, which is not installed: npm install testcontainers@11')
  }
}

/** Why no container can be started here. */
export const containerObstacle = async (): Promise<string | undefined> => {
  try {
    const { getContainerRuntimeClient } = await library()
    await getContainerRuntimeClient()
    return undefined
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return /Could not find a working container runtime/.test(why)
      ? 'no Docker (or another container runtime) answers here: start it, or set DOCKER_HOST'
      : why
  }
}

const POLL_MS = 100
/** testcontainers has a container of its own that removes the others when this process is killed; it may be switched off, and leaves the log. */
const REMOVE = 'docker rm --force --volumes "$1" 2>/dev/null; rm -rf -- "$2"'

/** An image, started as a container by the run and removed by it. */
export const containerSource = (options: ContainerOptions): TargetSource => {
  const { image, port, services, title = image } = options
  return {
    name: image,
    ...(services === undefined ? {} : { services }),
    obstacle: containerObstacle,
    async start({ say, unready, signal }): Promise<StartedTarget> {
      const obstacle = await containerObstacle()
      if (obstacle !== undefined) throw new StartFailed(`${image} cannot be started: ${obstacle}.`)
      const folder = await mkdtemp(join(tmpdir(), 'touchstone-run-'))
      const log = new BoundedLog(join(folder, 'log'))
      let container: StartedTestContainer | undefined
      let takeLeashOff = (): void => {}
      const stop = async (): Promise<void> => {
        await container?.stop({ timeout: 2000, remove: true, removeVolumes: true }).catch(() => {})
        takeLeashOff()
        log.close()
        await rm(folder, { recursive: true, force: true })
      }
      try {
        say(`Starting a container of ${image}; what it prints is in ${log.file} while it runs.`)
        container = await create(options, log)
        takeLeashOff = leash(REMOVE, container.getId(), folder)
        const reach: Reach = { endpoint: `http://${container.getHost()}:${container.getMappedPort(port)}` }
        const ended = endOf(container, log)
        await untilReady(options, reach, unready, ended, log, signal)
        const again = [
          '--image',
          image,
          '--port',
          String(port),
          ...Object.entries(options.env ?? {}).flatMap(([name, value]) => ['--env', quoted(`${name}=${value}`)]),
        ]
        return { title, ...versionOf(image), reach, again: again.join(' '), ended, log: log.file, stop }
      } catch (error) {
        await stop()
        throw error
      }
    },
  }
}

const create = async ({ image, port, env = {}, command }: ContainerOptions, log: BoundedLog): Promise<StartedTestContainer> => {
  const { GenericContainer, StartupCheckStrategy } = await library()
  /** Whether it is ready is looked at from outside: many images have no shell to look from inside. */
  class Runs extends StartupCheckStrategy {
    async checkStartupState(client: Parameters<InstanceType<typeof StartupCheckStrategy>['checkStartupState']>[0], id: string) {
      const { State } = await client.getContainer(id).inspect()
      return State.Running ? ('SUCCESS' as const) : State.Status === 'created' ? ('PENDING' as const) : ('FAIL' as const)
    }
  }
  /** Docker keeps what a container prints as well, without any bound unless it is given one. */
  class Bounded extends GenericContainer {
    protected override async beforeContainerCreated(): Promise<void> {
      this.hostConfig.LogConfig = { Type: 'json-file', Config: { 'max-size': '8m', 'max-file': '1' } }
    }
  }
  const container = new Bounded(image)
    .withExposedPorts(port)
    .withEnvironment({ ...env })
    .withExtraHosts([{ host: 'host.docker.internal', ipAddress: 'host-gateway' }])
    .withWaitStrategy(new Runs())
    .withLogConsumer((stream) => stream.on('data', (chunk: Buffer | string) => log.write(Buffer.from(chunk))))
  if (command !== undefined) container.withCommand([...command])
  try {
    return await container.start()
  } catch (error) {
    throw new StartFailed(`a container of ${image} could not be started: ${hinted(error)}${told(log)}`)
  }
}

/** An image that cannot be had is often none of the user's: testcontainers starts its own first, which removes the others. */
const hinted = (error: unknown): string => {
  const why = (error instanceof Error ? error.message : String(error)).trim()
  if (!/no such host|pull|registry|manifest|not found/i.test(why)) return why
  const own =
    process.env['TESTCONTAINERS_RYUK_DISABLED'] === 'true'
      ? ''
      : ' testcontainers fetches an image of its own as well (testcontainers/ryuk): where its registry is not reached, set TESTCONTAINERS_RYUK_DISABLED=true.'
  return `${why}. An image that is not here yet must be built, or pulled: docker pull.${own}`
}

const told = ({ tail }: BoundedLog): string => (tail === '' ? '' : `\n${tail}`)

/** Why the container has ended, once it has. */
const endOf = async (container: StartedTestContainer, log: BoundedLog): Promise<string> => {
  const { getContainerRuntimeClient } = await library()
  const client = await getContainerRuntimeClient()
  const { StatusCode } = (await client.container.getById(container.getId()).wait()) as { readonly StatusCode: number }
  return `its container ended with code ${StatusCode}${told(log)}`
}

const untilReady = async (
  { image, ready, withinMs = START_WITHIN_MS }: ContainerOptions,
  reach: Reach,
  unready: (reach: Reach) => Promise<string | undefined>,
  ended: Promise<string>,
  log: BoundedLog,
  signal: AbortSignal | undefined,
): Promise<void> => {
  let end: string | undefined
  ended.then(
    (why) => (end = why),
    () => {},
  )
  const until = performance.now() + withinMs
  for (;;) {
    const missing = await (ready === undefined ? unready(reach) : answersOn(reach.endpoint + ready))
    if (missing === undefined) return
    if (end !== undefined) throw new StartFailed(`${image} did not start: ${end}`)
    if (signal?.aborted === true) throw new StartFailed(`${image} was not started: the run was broken off`)
    if (performance.now() > until) throw new StartFailed(`${image} did not answer within ${withinMs / 1000} s: ${missing}${told(log)}`)
    await delay(POLL_MS)
  }
}

/** The tag of an image, where it is a version: `my/emulator:1.2`. */
const versionOf = (image: string): { readonly version?: string } => {
  const version = /:v?(\d[\w.-]*)$/.exec(image)?.[1]
  return version === undefined ? {} : { version }
}
