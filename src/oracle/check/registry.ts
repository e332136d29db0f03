import { services as served } from '../../../reference/index.js'
import { areas } from '../../service/areas.js'
import type { Descriptions } from '../trace/exchange-line.js'
import type { Checked } from './checked.js'

/** Everything that checking a trace needs to know of services. */
export interface Registry {
  readonly descriptions: Descriptions
  readonly checked: ReadonlyMap<string, Checked>
}

/** What the areas register of which traces can be checked; imported late, since it takes a while. */
export const readRegistry = async (): Promise<Registry> => {
  const checked = new Map<string, Checked>()
  for (const area of areas) if (area.checked !== undefined) checked.set(area.id, await area.checked())
  return { descriptions: Object.fromEntries(served.map(({ id, protocol }) => [id, protocol.operations])), checked }
}
