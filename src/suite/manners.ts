import { areas } from '../service/areas.js'
import type { AwsNotes } from '../service/aws-notes.js'
import type { Manners } from '../targets/target.js'
import { Undecided } from './verdicts.js'

/** How a reason begins that tells of a call which is not made on AWS. */
export const WITHHELD = 'not called on AWS: '

/** The case needs a call that is not made on AWS: it reaches people, changes the account, or costs much. */
export class Withheld extends Undecided {}

/** The tag that everything bears which a run makes on AWS. */
export const TAG_KEY = 'touchstone-run'

/**
 * Calls as an account on AWS is to be treated: none that reaches people, no more a second than its quotas allow, a tag on everything.
 *
 * @param run this run's own letters and digits
 * @param pace whether calls wait for their turn; a rehearsal on virtual time need not
 * @param count is told of each call
 */
export const mannersOf = (run: string, pace: boolean, count: (service: string, operation: string) => void = () => {}): Manners => {
  const turns = new Map<string, number>()
  const notes = new Map<string, Promise<AwsNotes | undefined>>()
  const notesOf = (service: string): Promise<AwsNotes | undefined> => {
    const known = notes.get(service) ?? areas.find(({ id }) => id === service)?.aws?.() ?? Promise.resolve(undefined)
    notes.set(service, known)
    return known
  }
  return {
    async before(service, operation, input, isTagged) {
      const known = await notesOf(service)
      if (known === undefined) return input
      const why = known.withheld(operation, input)
      if (why !== undefined) throw new Withheld(`${WITHHELD}${operation}, since ${why}`)
      count(service, operation)
      if (pace) await turn(turns, `${service} ${operation in known.perSecond ? operation : '*'}`, rateOf(known.perSecond, operation))
      return isTagged ? known.tagged(operation, input, { key: TAG_KEY, value: run }) : input
    },
  }
}

export const rateOf = (rates: Readonly<Record<string, number>>, operation: string): number => rates[operation] ?? rates['*'] ?? 0

/** Calls of one kind begin no closer together than their rate allows, in the order in which they were asked for. */
const turn = async (turns: Map<string, number>, kind: string, perSecond: number): Promise<void> => {
  const now = performance.now()
  const at = Math.max(now, turns.get(kind) ?? 0)
  turns.set(kind, at + 1000 / perSecond)
  if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now))
}
