import { areas } from '../../service/areas.js'
import type { ServiceBinding } from '../binding.js'

/** As much of a service as it takes to print a call of it. */
export type CalledService = Pick<ServiceBinding, 'id' | 'sdk' | 'protocols'>

/** How calls of a service are printed. A service that is no area's, as those of tests, is taken for one that speaks JSON. */
export const calledService = (id: string): CalledService => {
  const { client = id, protocols = ['json'] } = areas.find((area) => area.id === id)?.called ?? {}
  return { id, sdk: { client, module: `@aws-sdk/client-${id}` }, protocols }
}
