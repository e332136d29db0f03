import { services as served } from '../../../reference/index.js'
import { areas } from '../../service/areas.js'
import type { ManyServersOnly } from '../../suite/profiles.js'
import type { ServiceLaws } from '../linear/service-laws.js'
import type { Judged } from '../oracle.js'
import type { Descriptions } from '../trace/exchange-line.js'

/** What a service registers to have its traces checked: `checked` of its area. */
export interface Checked {
  /** The oracle, where there is one. */
  readonly judged?: Judged
  /** The laws of the linear checker, where there are any. */
  readonly laws?: ServiceLaws
  /** The freedoms that a single node is not granted. */
  readonly manyServersOnly: ManyServersOnly
}

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
