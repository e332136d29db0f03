import { areas } from '../service/areas.js'
import { endpointTarget, namePrefix } from '../targets/endpoint.js'
import { ENDPOINT_SLACK } from '../targets/slack.js'
import type { Target } from '../targets/target.js'
import type { ServiceBinding } from './binding.js'
import { makeClients } from './clients.js'
import type { Ticket } from './clients.js'
import { probe } from './probe.js'
import { spokenOf } from './protocol.js'
import type { Settings } from './settings.js'

/** Removes what a run left on an endpoint, as cases do that are broken off. What cannot be removed stays. */
export const sweep = async (settings: Settings): Promise<void> => {
  const { endpoint } = settings
  if (endpoint === undefined) return
  const target = endpointTarget({ ...settings, endpoint, slack: ENDPOINT_SLACK })
  try {
    for (const area of areas) {
      const binding = await area.binding?.()
      if (binding) await sweepService(binding, target, namePrefix(settings.run)).catch(() => {})
    }
  } finally {
    await target.close()
  }
}

const sweepService = async (binding: ServiceBinding, target: Target, prefix: string): Promise<void> => {
  const clients = makeClients(binding, target)
  const { missing } = await probe(binding, target, clients)
  const client = clients.of(spokenOf(binding.protocols, missing) ?? binding.protocols[0])
  const scope = await target.open()
  const send = (operation: string, input: object): Promise<object> => client.send(operation, input, { scope, wait: 'none' } satisfies Ticket)
  const undo = await binding.leftovers(send, prefix)
  await Promise.allSettled(undo.map(({ operation, input }) => send(operation, input)))
  clients.destroy()
}
