import type { Declaration } from './instrument.js'
import type { Mutant } from './mutant.js'

/** So many uses away the rules of what makes use of a declaration have something to do with it: `SECOND`, `MINUTE`, an interval, what asks whether it is over. */
const FAR = 4

/** Lets mutants whose declarations mention no clause know those of the nearest declarations that make use of theirs. */
export const withUsers = (mutants: readonly Mutant[], declarations: readonly Declaration[]): readonly Mutant[] => {
  const known = new Map<string, readonly string[]>()
  return mutants.map((mutant) => {
    if (mutant.ids.length > 0) return mutant
    const name = mutant.within.split('.').at(-1)!
    let usersIds = known.get(name)
    if (usersIds === undefined) known.set(name, (usersIds = idsOfUsers(name, declarations)))
    return { ...mutant, usersIds }
  })
}

const idsOfUsers = (name: string, declarations: readonly Declaration[]): readonly string[] => {
  const seen = new Set<Declaration>()
  let names: readonly string[] = [name]
  for (let far = 0; far < FAR && names.length > 0; far++) {
    const users = declarations.filter((one) => !seen.has(one) && names.some((used) => one.name !== used && one.mentions.has(used)))
    const ids = users.flatMap((one) => one.ids)
    if (ids.length > 0) return [...new Set(ids)]
    for (const one of users) seen.add(one)
    names = users.map((one) => one.name.split('.').at(-1)!)
  }
  return []
}
