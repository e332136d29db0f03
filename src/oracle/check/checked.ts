import type { ManyServersOnly } from '../../suite/profiles.js'
import type { ServiceLaws } from '../linear/service-laws.js'
import type { Judged } from '../oracle.js'

/** What a service registers to have its traces checked: `checked` of its area. */
export interface Checked {
  /** The oracle, where there is one. */
  readonly judged?: Judged
  /** The laws of the linear checker, where there are any. */
  readonly laws?: ServiceLaws
  /** The freedoms that a single node is not granted. */
  readonly manyServersOnly: ManyServersOnly
}

declare module '../../service/area.js' {
  interface Area {
    /** What traces are held to. */
    readonly checked?: () => Promise<Checked>
  }
}
