import { areas } from '../service/areas.js'
import { endpointTarget } from '../targets/endpoint.js'
import { ENDPOINT_SLACK } from '../targets/slack.js'
import type { Target } from '../targets/target.js'
import type { ServiceBinding, Undo } from './binding.js'
import { makeClients } from './clients.js'
import { insist } from './insist.js'
import { probe } from './probe.js'
import { spokenOf } from './protocol.js'
import type { Settings } from './settings.js'

/** What was found under a prefix on an endpoint. */
export interface Swept {
  readonly removed: readonly Undo[]
  /** What could not be removed, and why. */
  readonly left: readonly (Undo & { readonly why: string })[]
  /** The services that could not be asked what there is, and why. */
  readonly unasked: readonly { readonly service: string; readonly why: string }[]
}

/** What is on its way when a run is broken off is made after all: it is looked for again after so many milliseconds. */
const AGAIN_MS = 300
/** A listing has an end, and so has sweeping what it lists page by page. */
const MOST_ROUNDS = 20

/**
 * Removes whatever there is on an endpoint under names that begin with `prefix`.
 *
 * @param isTrial only finds it, and says that it was removed
 */
export const sweep = async (settings: Settings, prefix: string, isTrial = false): Promise<Swept> => {
  const { endpoint } = settings
  const swept = { removed: [] as Undo[], left: [] as (Undo & { why: string })[], unasked: [] as { service: string; why: string }[] }
  if (endpoint === undefined) return swept
  const target = endpointTarget({ ...settings, endpoint, slack: ENDPOINT_SLACK })
  try {
    for (const area of areas) {
      const binding = await area.binding?.()
      if (!binding) continue
      await sweepService(binding, target, prefix, isTrial, swept).catch(
        (error: unknown) => void swept.unasked.push({ service: area.id, why: messageOf(error) }),
      )
    }
  } finally {
    await target.close()
  }
  return swept
}

const sweepService = async (
  binding: ServiceBinding,
  target: Target,
  prefix: string,
  isTrial: boolean,
  { removed, left }: { readonly removed: Undo[]; readonly left: (Undo & { why: string })[] },
): Promise<void> => {
  const clients = makeClients(binding, target)
  try {
    const { missing, unreachable } = await probe(binding, target, clients)
    if (unreachable !== undefined) throw new Error(unreachable)
    const spoken = spokenOf(binding.protocols, missing)
    // A service that is not there has nothing left.
    if (spoken === undefined) return
    const client = clients.of(spoken)
    const scope = await target.open()
    const send = (operation: string, input: object): Promise<object> =>
      insist(binding.troubles, { scope, wait: 'none' }, (ticket) => client.send(operation, input, ticket))
    const done = new Set<string>()
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const fresh = (await binding.leftovers(send, prefix)).filter((undo) => !done.has(JSON.stringify(undo)))
      if (fresh.length === 0 && round > 0) return
      fresh.forEach((undo) => done.add(JSON.stringify(undo)))
      const ends = await Promise.allSettled(fresh.map(({ operation, input }) => (isTrial ? Promise.resolve({}) : send(operation, input))))
      fresh.forEach((undo, nth) => {
        const end = ends[nth]!
        if (end.status === 'fulfilled') removed.push(undo)
        else if (!isGone(end.reason)) left.push({ ...undo, why: messageOf(end.reason) })
      })
      if (!isTrial) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  } finally {
    clients.destroy()
  }
}

/** What was removed before may be listed for a while longer. */
const isGone = (error: unknown): boolean => error instanceof Error && /NotFound|NonExistent|DoesNotExist/.test(error.name)

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
