import { readAdversity } from '../core/adversity.js'
import { ServiceError } from '../core/errors.js'
import { NO_PORTS } from '../core/ports.js'
import { Random } from '../core/random.js'
import { FREEDOMS } from './adversity.js'
import { kinesis } from './index.js'

/** Kinesis without a server around it, on a clock that the test passes. */
export const alone = (seed: number, level: string) => {
  const timers = new Set<{ at: number; wake: () => void }>()
  const clock = {
    time: 1_800_000_000_000,
    now: () => clock.time,
    at: (at: number, wake: () => void) => {
      const timer = { at, wake }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    pass(ms: number) {
      clock.time += ms
      for (const timer of [...timers]) if (timer.at <= clock.time && timers.delete(timer)) timer.wake()
    },
  }
  const adversity = readAdversity(level, FREEDOMS)
  const site = {
    account: '111111111111',
    region: 'us-east-1',
    clock,
    random: new Random(seed),
    relaxed: new Set<never>(),
    ports: NO_PORTS,
    adversity,
  }
  const world = kinesis.open(site)
  const ask = async (operation: string, input: object): Promise<Readonly<Record<string, unknown>> | ServiceError> => {
    try {
      return await world.call({ operation, input: input as Record<string, unknown>, region: 'us-east-1', origin: '' })
    } catch (error) {
      if (error instanceof ServiceError) return error
      throw error
    }
  }
  return { clock, ask }
}
