import type { Manner } from './signature.js'

/**
 * One sentence for all that has one cause.
 *
 * @param about its `service` is `''` where the operations are of no other as well
 */
export const titleOf = (
  manners: readonly Manner[],
  { topic, statement, service }: { readonly topic: string; readonly statement: string; readonly service: string },
): string => {
  const [first] = manners
  const of = service === '' ? '' : ` of ${service}`
  const names = listed(manners.flatMap((manner) => ('operation' in manner ? [manner.operation] : [])))
  const operations = `${names}${of}`
  switch (first?.kind) {
    case 'breaks':
      return `${operations} ${plural(names, 'breaks', 'break')} down: ${statuses(manners)} instead of an answer of AWS`
    case 'refuses':
      return `${operations} ${plural(names, 'refuses', 'refuse')} with ${first.error} what is documented to succeed`
    case 'accepts':
      return `${operations} ${plural(names, 'accepts', 'accept')} what is documented to be refused${refusals(manners)} (${topic})`
    case 'misnames':
      return `an error is called ${first.seen} where ${first.documented} is documented`
    case 'lacks':
      return `${first.member} is not in the answer`
    case 'differs':
      return `does not hold: ${statement}`
    default:
      return statement
  }
}

const listed = (names: readonly string[]): string => {
  const distinct = [...new Set(names)].sort()
  return distinct.length < 3 ? distinct.join(' and ') : `${distinct.slice(0, -1).join(', ')} and ${distinct.at(-1)}`
}

const plural = (names: string, one: string, many: string): string => (names.includes(' and ') ? many : one)

const statuses = (manners: readonly Manner[]): string => {
  const seen = [...new Set(manners.flatMap((manner) => (manner.kind === 'breaks' ? [manner.status] : [])))].sort()
  return seen.join(' or ')
}

/** The error's name, where it is one. */
const refusals = (manners: readonly Manner[]): string => {
  const names = new Set(manners.flatMap((manner) => (manner.kind === 'accepts' ? [manner.error] : [])))
  const [name] = names
  return names.size === 1 && name !== undefined ? ` with ${name}` : ''
}
