import { isSelected } from '../suite/select.js'
import { causesOf, isConfirmed } from './causes/causes.js'
import type { Report, Row } from './report.js'

/** Clauses that are known to diverge for one reason. */
export interface KnownGroup {
  /** Lines that begin with `#`, over the reason. */
  readonly comments: readonly string[]
  readonly reason: string
  /** The line of the file that the reason stands on; from 1. */
  readonly line: number
  readonly patterns: readonly { readonly glob: string; readonly line: number }[]
}

/** A file of known divergences; see docs/baselines.md. */
export interface Baseline {
  readonly groups: readonly KnownGroup[]
  /** Comments after the last group. */
  readonly tail: readonly string[]
}

/** What is wrong with a baseline, and where. */
export interface BaselineProblem {
  readonly kind: 'form' | 'blank-reason' | 'unmatched-line' | 'unexpected-pass'
  readonly line: number
  readonly text: string
}

/** What a report comes to when what is known is set aside. */
export interface Held {
  /** Why each divergence is known, by id. */
  readonly known: ReadonlyMap<string, string>
  /** Divergences that the baseline does not have. */
  readonly fresh: readonly Row[]
  readonly problems: readonly BaselineProblem[]
}

const REASON = /^reason:(.*)$/
const PATTERN = /^\s+(\S+)$/

/** Reads a baseline: `reason: …` with ids or globs below it, each indented; `#` opens a comment. What fits nowhere comes back as a problem. */
export const parseBaseline = (text: string): { readonly baseline: Baseline; readonly problems: readonly BaselineProblem[] } => {
  const groups: { comments: string[]; reason: string; line: number; patterns: { glob: string; line: number }[] }[] = []
  const problems: BaselineProblem[] = []
  let comments: string[] = []
  text.split('\n').forEach((raw, index) => {
    const line = index + 1
    const content = raw.trimEnd()
    if (content === '') return
    const reason = REASON.exec(content)?.[1]
    const glob = PATTERN.exec(content)?.[1]
    if (/^\s*#/.test(content)) comments.push(content.trim())
    else if (reason !== undefined) {
      groups.push({ comments, reason: reason.trim(), line, patterns: [] })
      comments = []
    } else if (glob !== undefined && groups.length > 0) groups.at(-1)!.patterns.push({ glob, line })
    else {
      const text = `"${content.trim().slice(0, 60)}" is neither "reason: …" nor an indented clause id below one`
      problems.push({ kind: 'form', line, text })
    }
  })
  return { baseline: { groups, tail: comments }, problems }
}

/**
 * Holds a report against what is known.
 *
 * @param isClause whether an id is one of the suite: a line about a clause that was not run is no error where the run was of a part
 */
export const holdAgainst = ({ baseline, problems }: ReturnType<typeof parseBaseline>, report: Report, ids: readonly string[]): Held => {
  const { rows, header, footer } = report
  const isPart = header.only.length > 0 || header.shard !== undefined || !footer.complete
  const known = new Map<string, string>()
  const found: BaselineProblem[] = [...problems]
  for (const { reason, line, patterns } of baseline.groups) {
    if (reason === '') found.push({ kind: 'blank-reason', line, text: 'the reason is blank: say why these diverge, best with a link' })
    for (const { glob, line } of patterns) {
      const these = rows.filter(({ id }) => isSelected(id, [glob]))
      if (these.length === 0 && !(isPart && ids.some((id) => isSelected(id, [glob])))) {
        found.push({ kind: 'unmatched-line', line, text: `${glob} is no clause that was run: remove the line, or mend the id` })
      }
      for (const row of these) {
        if (isConfirmed(row)) known.set(row.id, reason)
        if (row.verdict === 'conforms') {
          found.push({
            kind: 'unexpected-pass',
            line,
            text: `${row.id} conforms, and is listed: take it off${row.id === glob ? '' : ` ${glob}`}`,
          })
        }
      }
    }
  }
  return { known, fresh: rows.filter((row) => isConfirmed(row) && !known.has(row.id)), problems: found.sort((a, b) => a.line - b.line) }
}

const HEAD = [
  '# Known divergences of this target: touchstone run --baseline <this file>',
  '# A run fails on what is not listed, on what is listed and conforms, on lines that mean nothing, and on blank reasons.',
]

/** The text of a baseline that fits a report: what is known keeps its reason, what is not known any more goes, what is new comes by cause with a blank reason. */
export const updated = (before: Baseline | undefined, report: Report): string => {
  const diverging = report.rows.filter(isConfirmed).map(({ id }) => id)
  const conforming = report.rows.filter(({ verdict }) => verdict === 'conforms').map(({ id }) => id)
  const ran = new Set(report.rows.map(({ id }) => id))
  const covered = new Set<string>()
  const kept = (before?.groups ?? []).flatMap(({ comments, reason, patterns }) => {
    const globs = patterns.flatMap(({ glob }) => {
      const these = diverging.filter((id) => isSelected(id, [glob]) && !covered.has(id))
      these.forEach((id) => covered.add(id))
      // A clause that came to no decision, or was not run, says nothing against its line.
      const isOpen = these.length === 0 && [...ran].some((id) => isSelected(id, [glob]) && !conforming.includes(id))
      if (isOpen) return [glob]
      return conforming.some((id) => isSelected(id, [glob])) ? these : these.length > 0 ? [glob] : []
    })
    return globs.length === 0 ? [] : [blockOf(comments, reason, globs)]
  })
  const fresh = causesOf(report.rows).flatMap(({ title, ids }) => {
    const these = ids.filter((id) => !covered.has(id))
    these.forEach((id) => covered.add(id))
    return these.length === 0 ? [] : [blockOf([`# ${title}`], '', these)]
  })
  const left = diverging.filter((id) => !covered.has(id))
  const all = [...kept, ...fresh, ...(left.length === 0 ? [] : [blockOf([], '', left)])]
  return [...(before === undefined ? [HEAD.join('\n')] : []), ...all, ...(before?.tail ?? [])].join('\n\n') + '\n'
}

const blockOf = (comments: readonly string[], reason: string, globs: readonly string[]): string =>
  [...comments, `reason: ${reason}`.trimEnd(), ...globs.map((glob) => `  ${glob}`)].join('\n')
