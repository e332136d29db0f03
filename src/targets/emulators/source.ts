import { answers as isTaken } from '../processes/free-port.js'
import type { ContainerOptions } from '../sources/container.js'
import type { StartedTarget, TargetSource } from '../sources/source.js'
import { chosen, findInstalled, install } from './install.js'
import { startEmulator } from './start.js'
import type { Emulator } from './table.js'

/** In which of its forms an emulator is started: installed from its registry, or from its image. */
export type Via = 'package' | 'image'

export interface EmulatorOptions {
  readonly port?: number
  /** Its package where there is one, unless given. */
  readonly via?: Via
}

/**
 * An emulator by its name; installed when it is not yet.
 *
 * @param name `moto`, or `moto@5.2.5` for another version than the table's
 */
export const emulatorSource = (name: string, { port, via }: EmulatorOptions = {}): TargetSource => {
  const [emulator, version] = chosen(name)
  const form = via ?? (emulator.package === undefined ? 'image' : 'package')
  return {
    name,
    services: emulator.services,
    obstacle: () => obstacleOf(name, form),
    async start(startUp): Promise<StartedTarget> {
      const obstacle = await obstacleOf(name, form)
      if (obstacle !== undefined) throw new Error(`${emulator.title} cannot be started: ${obstacle}.`)
      if (form === 'image') {
        const { containerSource } = await import('../sources/container.js')
        return { ...(await containerSource(containerOf(emulator, version)).start(startUp)), version, again: `--target ${name} --via image` }
      }
      const installed = await install(name, startUp.say)
      const free = port ?? ((await isTaken(emulator.port)) ? 0 : emulator.port)
      const { unready, signal } = startUp
      const { reach, ended, log, stop } = await startEmulator(installed, { port: free, unready, signal })
      startUp.say(`${emulator.title} ${installed.version} answers at ${reach.endpoint}; what it prints is in ${log}.`)
      return {
        title: titleOf(emulator, installed.version),
        version: installed.version,
        reach,
        again: `--target ${emulator.name}@${version}`,
        ended,
        log,
        stop,
      }
    },
  }
}

/** Why an emulator cannot be started here in one of its forms. */
export const obstacleOf = async (name: string, form: Via): Promise<string | undefined> => {
  const [emulator] = chosen(name)
  if (form === 'package') {
    if (emulator.package === undefined) return 'it is in no registry that it could be installed from'
    return (await findInstalled(name)) === undefined ? emulator.package.obstacle() : undefined
  }
  if (emulator.image === undefined) return emulator.notTried ?? 'it is published as no image that is known'
  return (await import('../sources/container.js')).containerObstacle()
}

const containerOf = ({ image, title, services, settings }: Emulator, version: string): ContainerOptions => ({
  image: `${image!.name}:${image!.tag ?? version}`,
  port: image!.port,
  env: { ...settings, ...image!.env },
  services,
  title: `${title} ${version}`,
})

/** `LocalStack 4.14.0 (SQS_DELAY_PURGE_RETRY=1)` */
const titleOf = ({ title, settings, isRestarted }: Emulator, version: string): string => {
  const switched = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
  const remarks = [...(switched.length === 0 ? [] : [switched.join(' ')]), ...(isRestarted ? ['started again when it ends'] : [])]
  return `${title} ${version}${remarks.length === 0 ? '' : ` (${remarks.join('; ')})`}`
}
