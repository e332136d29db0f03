import type { ClockKind, WorldClock } from './clock.js'
import { TurnedClock } from './turned-clock.js'
import { VirtualClock } from './virtual-clock.js'
import { WallClock } from './wall-clock.js'

/** @param start milliseconds since 1970 at which a clock that does not follow the wall begins */
export const openClock = (kind: ClockKind, start: number): WorldClock => {
  switch (kind) {
    case 'wall':
      return new WallClock()
    case 'manual':
      return new TurnedClock(start)
    case 'virtual':
      return new VirtualClock(start)
  }
}
