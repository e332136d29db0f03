import { observable, type LedgerLine } from '../line.js'
import { hasClause, hasRule, type Check, type Subject } from './check.js'

/** The lines that must be covered: none yet, while an area is being written. */
const linesOf = ({ isWhole, lines }: Subject): readonly LedgerLine[] => (isWhole ? lines : [])

export const everyLineHasAClause: Check = {
  name: 'every-line-has-a-clause',
  demands: 'every line has a clause, or "left_out" says why not',
  breaches: (subject) =>
    linesOf(subject)
      .filter((line) => line.left_out === undefined && !hasClause(subject, line.id))
      .map((line) => `${line.id} (${line.strength}, ${line.where}) has no clause: write it, or say why in "left_out"`),
}

export const everyPromiseHasARule: Check = {
  name: 'every-promise-has-a-rule',
  demands: 'every observable "must" line has a rule in the reference, or "follows", "no_rule" or "left_out" says why not',
  breaches: (subject) =>
    linesOf(subject)
      .filter((line) => line.strength === 'must' && observable(line) && line.left_out === undefined && !isRuled(subject, line.id))
      .map(({ id }) => `${id} has no rule: mark the one that implements it, or name in "follows" the rules it is an effect of`),
}

export const everyClauseHasARule: Check = {
  name: 'every-clause-has-a-rule',
  demands: 'a clause that is no promise has a rule too, unless its line says why not',
  breaches: (subject) =>
    linesOf(subject)
      .filter((line) => !(line.strength === 'must' && observable(line)) && hasClause(subject, line.id) && !isRuled(subject, line.id))
      .map(({ id }) => `${id} has a clause but no rule: mark the rule, or say why there is none in "no_rule"`),
}

export const leftOutHasNoClause: Check = {
  name: 'left-out-has-no-clause',
  demands: 'a line that is left out has no clause',
  breaches: (subject) =>
    subject.lines
      .filter((line) => line.left_out !== undefined && hasClause(subject, line.id))
      .map(({ id }) => `${id} has a clause at ${subject.trace.clauses[id]?.join(', ')}: remove its "left_out"`),
}

export const effectsFollowFromRules: Check = {
  name: 'effects-follow-from-rules',
  demands: 'a line that follows from others names lines of the ledger that have rules, and has none of its own',
  breaches(subject) {
    const known = new Set(subject.lines.map((line) => line.id))
    return subject.lines.flatMap(({ id, follows, no_rule }) => {
      const problems = (follows ?? []).flatMap((cause) => {
        if (!known.has(cause)) return [`${id} follows from ${cause}, which is not in the ledger`]
        return hasRule(subject, cause) ? [] : [`${id} follows from ${cause}, which has no rule`]
      })
      if ((follows ?? no_rule) !== undefined && hasRule(subject, id)) {
        problems.push(`${id} has a rule at ${subject.trace.rules[id]?.join(', ')}: remove its "${follows ? 'follows' : 'no_rule'}"`)
      }
      return problems
    })
  },
}

const isRuled = (subject: Subject, id: string): boolean => {
  if (hasRule(subject, id)) return true
  const line = subject.lines.find((one) => one.id === id)
  return line?.follows !== undefined || line?.no_rule !== undefined
}
