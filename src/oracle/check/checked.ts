import { existsSync } from 'node:fs'
import { services as served } from '../../../reference/index.js'
import { services } from '../../ledger/read-ledger.js'
import { TREE } from '../../ledger/tree.js'
import type { ManyServersOnly } from '../../suite/profiles.js'
import type { ServiceLaws } from '../linear/service-laws.js'
import type { Judged } from '../oracle.js'
import type { Descriptions } from '../trace/exchange-line.js'

/** What a service registers to have its traces checked: the export `checked` of `specs/<service>/checked.ts`. */
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

/** What the services register of whom there is a ledger; imported late, since it takes a while. */
export const readRegistry = async (): Promise<Registry> => {
  const checked = new Map<string, Checked>()
  for (const service of services()) {
    const file = ['js', 'ts'].map((ending) => `${TREE}specs/${service}/checked.${ending}`).find((path) => existsSync(path))
    if (file === undefined) continue
    const module = (await import(/* @vite-ignore */ file)) as { readonly checked: Checked }
    checked.set(service, module.checked)
  }
  return { descriptions: Object.fromEntries(served.map(({ id, protocol }) => [id, protocol.operations])), checked }
}
