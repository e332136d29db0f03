import { areaOfClause } from '../service/areas.js'
import type { Seen } from '../suite/print/seen.js'
import type { Header } from './report.js'

/** Where the histories of a row were seen. */
export const seenIn = ({ region, target: { endpoint } }: Pick<Header, 'region' | 'target'>, id: string): Seen => ({
  service: areaOfClause(id)?.id ?? id.slice(0, id.indexOf('.')),
  region,
  endpoint,
})
