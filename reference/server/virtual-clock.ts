import { settle, requireForward } from './clock.js'
import { TurnedClock } from './turned-clock.js'

/**
 * A clock that no test waits for. Time stands still while anything works. When somebody waits (a request in a long poll, a sleeper) and
 * nothing works, it jumps to the next timer, wakes all that is due there in order, lets that finish, and looks again.
 * Real time plays no part: "nothing works" means that two turns of the event loop brought no request, no answer and no sleeper.
 */
export class VirtualClock extends TurnedClock {
  override readonly kind = 'virtual'
  #working = 0
  #waiting = 0
  #stirred = 0
  #looking = false

  override at(time: number, wake: () => void): () => void {
    this.stir()
    return super.at(time, wake)
  }

  override sleep(ms: number): Promise<void> {
    requireForward(ms)
    const end = this.park()
    return new Promise((resolve) => {
      const awake = (): void => {
        end()
        resolve()
      }
      this.timers.add(this.now() + ms, awake, awake)
    })
  }

  override working<T>(promise: Promise<T>): Promise<T> {
    this.#working++
    const end = (): void => {
      this.#working--
      this.stir()
    }
    promise.then(end, end)
    return super.working(promise)
  }

  override park(): () => void {
    this.#waiting++
    this.stir()
    let parked = true
    return () => {
      if (!parked) return
      parked = false
      this.#waiting--
      this.stir()
    }
  }

  override stir(): void {
    this.#stirred++
    if (this.#looking || this.#waiting === 0) return
    this.#looking = true
    void this.#look()
  }

  async #look(): Promise<void> {
    for (;;) {
      const seen = this.#stirred
      await settle()
      if (seen !== this.#stirred) continue
      // While something works, or nothing waits, or no timer would end a wait, the next stir looks again.
      if (this.#working > 0 || this.#waiting === 0 || this.timers.size === 0) break
      this.jump(this.timers.next)
      this.#stirred++
    }
    this.#looking = false
  }
}
