import type { Clock } from '../../reference/core/world.js'
import type { WorldClock } from '../../reference/server/clock.js'

/** A clock that somebody else turns, for a world: it is never asked to go forward. */
export const worldClock = (clock: Clock): WorldClock => ({
  kind: 'manual',
  now: () => clock.now(),
  at: (time, wake) => clock.at(time, wake),
  advance: () => Promise.reject(new Error('this clock is turned by somebody else')),
  sleep: () => Promise.reject(new Error('this clock is turned by somebody else')),
  working: (promise) => promise,
  park: () => () => {},
  stir: () => {},
  reset: () => {},
  close: () => {},
})
