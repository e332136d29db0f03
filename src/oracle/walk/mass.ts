import { plans } from './plan.js'
import { drawnPlan } from './shrink-walk.js'
import { type Simulated, walkSimulated } from './simulated.js'
import { Tally } from './tally.js'
import type { Walked } from './walk.js'

export interface MassOptions extends Omit<Simulated, 'seed' | 'clients'> {
  /** Walks of a client alone, and of several clients at once. */
  readonly count: number
  readonly clients: number | 'several'
  /** Steps of a walk on average. */
  readonly steps: number
  /** The seed of the first walk; each of the others has the next one. */
  readonly seed: number
  /** Called after each walk. */
  readonly onWalk?: (done: number) => void
}

/** A walk that was refused, or at which something broke that never should. */
export interface Found {
  readonly seed: number
  readonly clients: number
  readonly walked?: Walked
  readonly error?: Error
}

/** Several are 2 to 8, by turns. */
export const clientsOf = (clients: number | 'several', seed: number): number => (clients === 'several' ? 2 + (Math.abs(seed) % 7) : clients)

export const plansOf = ({ walks: { moves, flaws }, steps }: Pick<MassOptions, 'walks' | 'steps'>) => plans({ steps, moves, flaws })

/** Walks the reference in simulation very many times. */
export const massRun = async (
  options: MassOptions,
): Promise<{ readonly tally: Tally; readonly found: readonly Found[]; readonly ms: number }> => {
  const began = performance.now()
  const drawn = plansOf(options)
  const tally = new Tally()
  const found: Found[] = []
  for (let nth = 0; nth < options.count; nth++) {
    const seed = (options.seed + nth) | 0
    const clients = clientsOf(options.clients, seed)
    try {
      const walked = await walkSimulated(drawnPlan(drawn, seed), { ...options, seed, clients })
      tally.add(walked)
      if (walked.refusedBy) found.push({ seed, clients, walked })
    } catch (error) {
      found.push({ seed, clients, error: error instanceof Error ? error : new Error(String(error)) })
    }
    options.onWalk?.(nth + 1)
  }
  return { tally, found, ms: performance.now() - began }
}
