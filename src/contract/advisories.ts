import { areas } from '../service/areas.js'
import type { Advisory } from './derive/advisor.js'

/** What the areas warn applications of, by service. */
export const readAdvisories = async (): Promise<ReadonlyMap<string, Advisory>> => {
  const found = new Map<string, Advisory>()
  for (const { id, advice } of areas) if (advice !== undefined) found.set(id, await advice())
  return found
}
