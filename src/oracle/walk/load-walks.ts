import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { services } from '../../ledger/read-ledger.js'
import { TREE } from '../../ledger/tree.js'
import type { ServiceBinding } from '../../suite/binding.js'
import type { Walks } from './walks.js'

/**
 * What a service registers to be walked, in `specs/<service>/walks`, and to be called.
 *
 * @throws RangeError where there is no such service, or it has no walks
 */
export const loadWalks = async (service: string): Promise<{ readonly walks: Walks; readonly binding: ServiceBinding }> => {
  const file = fileOf(service, 'walks/index')
  if (file === undefined) {
    const walked = services().filter((one) => fileOf(one, 'walks/index') !== undefined)
    throw new RangeError(`there are no walks of "${service}"; there are of: ${walked.join(', ')}`)
  }
  const { walks } = (await import(pathToFileURL(file).href)) as { readonly walks: Walks }
  const { binding } = (await import(pathToFileURL(fileOf(service, 'binding')!).href)) as { readonly binding: ServiceBinding }
  return { walks, binding }
}

const fileOf = (service: string, name: string): string | undefined =>
  ['js', 'ts'].map((ending) => `${TREE}specs/${service}/${name}.${ending}`).find((path) => existsSync(path))
