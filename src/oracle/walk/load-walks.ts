import { areaOf, areas } from '../../service/areas.js'
import type { ServiceBinding } from '../../suite/binding.js'
import type { Walks } from './walks.js'

/**
 * What a service registers to be walked and to be called.
 *
 * @throws RangeError where there is no such service, or it has no walks
 */
export const loadWalks = async (service: string): Promise<{ readonly walks: Walks; readonly binding: ServiceBinding }> => {
  const { walks, binding } = areaOf(service)
  if (walks === undefined || binding === undefined) {
    const walked = areas.filter((area) => area.walks !== undefined).map(({ id }) => id)
    throw new RangeError(`there are no walks of "${service}"; there are of: ${walked.join(', ')}`)
  }
  return { walks: await walks(), binding: await binding() }
}
