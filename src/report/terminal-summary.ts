import type { Colors } from 'picocolors/types.js'
import { findingsOf } from '../suite/findings.js'
import { VERDICTS, type Verdict } from '../suite/result.js'
import { causesOf, isConfirmed, seenOnce } from './causes/causes.js'
import { printable } from './escape.js'
import { byTopic, countVerdicts, verdictSentence } from './make-report.js'
import type { Report, Row } from './report.js'
import { scoresOf, scoreText } from './score.js'
import { table, wrap } from './table.js'

/** How a summary is drawn. */
export interface Drawing {
  readonly colours: Colors
  readonly width: number
  /** How long the whole run took, in milliseconds. */
  readonly durationMs?: number
  /** Scores go against what was frozen until this month: `2026-12`. */
  readonly asOf?: string
}

/** A report for a person at a terminal: what diverges, what was not decided, and, where the eye rests, the counts. */
export const terminalSummary = (untrusted: Report, { colours, width, durationMs, asOf }: Drawing): string => {
  const report = harmless(untrusted)
  const { header, rows, footer } = report
  const where = [header.target.name, header.target.endpoint].filter((text, index, all) => text !== undefined && all.indexOf(text) === index)
  const sentence = verdictSentence(report)
  const isGood = footer.complete && !rows.some(isConfirmed) && footer.counts.conforms > 0
  return [
    ...divergences(rows, colours, width),
    ...causes(rows, colours, width),
    ...(['unsupported', 'inconclusive', 'skipped'] as const).flatMap((verdict) => undecided(verdict, rows, colours, width)),
    colours.bold(where.join(' · ')),
    colours.dim(`touchstone ${header.touchstone} · ${header.profile} · ${header.effort} · seed ${header.seed}`),
    '',
    overview(rows, colours),
    '',
    ...scores(report, colours, asOf),
    `${isGood ? colours.green(`✓ ${sentence}`) : colours.red(`✗ ${sentence}`)}${durationMs === undefined ? '' : colours.dim(` ${spoken(durationMs)}`)}`,
    ...(footer.counts.diverges > 0 ? [colours.dim('  What AWS documents: touchstone explain <id>')] : []),
  ].join('\n')
}

/** Its texts made printable, before anything is coloured. */
const harmless = (report: Report): Report =>
  JSON.parse(JSON.stringify(report), (_, value: unknown) => (typeof value === 'string' ? printable(value) : value)) as Report

const spoken = (ms: number): string =>
  ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`

const divergences = (rows: readonly Row[], colours: Colors, width: number): string[] => {
  const diverging = rows.filter(isConfirmed)
  if (diverging.length === 0) return []
  const labelled = (label: string, text: string): string => `    ${colours.dim(label)} ${clipped(text, width - 13)}`
  return [
    colours.bold(colours.red(`${diverging.length} ${diverging.length === 1 ? 'divergence' : 'divergences'}`)),
    '',
    ...diverging.flatMap((row) => {
      const findings = findingsOf(row)
      return [
        `  ${colours.red('✗')} ${colours.bold(row.id)}`,
        `    ${wrap(row.statement, width, '    ')}`,
        ...findings.flatMap(({ clause, message, allowed, seen }, nth) => {
          const values = toldApart(allowed, seen, width - 13)
          return [
            ...(clause === undefined && nth === 0 ? [] : [`    ${clause ?? message}`]),
            labelled('allowed', values.allowed),
            labelled('seen   ', values.seen),
          ]
        }),
        ...(findings.length === 0 ? [labelled('seen   ', row.reason ?? 'a divergence')] : []),
        '',
      ]
    }),
  ]
}

/** So many characters stand before the first that differs, where what comes before must be left out. */
const LEAD = 20

/**
 * What was allowed and seen, on lines on which the two differ: what looks like nothing or the same (`a\rb` and `a\nb`) is written as in JSON, and
 * what is the same at the beginning of long texts is left out.
 */
const toldApart = (allowed: string, seen: string, width: number): { readonly allowed: string; readonly seen: string } => {
  const lines = [allowed, seen].map((text) => clipped(text, Infinity))
  const isPlain = lines[0] !== lines[1] && lines.every((text) => text !== '')
  const [first, second] = (isPlain ? lines : [allowed, seen].map((text) => JSON.stringify(text))) as [string, string]
  let differ = 0
  while (differ < first.length && first[differ] === second[differ]) differ++
  if (differ < width - 1 || first === second) return { allowed: first, seen: second }
  return { allowed: `…${first.slice(differ - LEAD)}`, seen: `…${second.slice(differ - LEAD)}` }
}

/** What one thing brought about is told once more, together, what applications depend on most first; and what was seen only once, apart. */
const causes = (rows: readonly Row[], colours: Colors, width: number): string[] => {
  const found = causesOf(rows).filter(({ ids }) => ids.length > 1)
  const once = seenOnce(rows).filter(({ verdict }) => verdict === 'diverges')
  return [
    ...(found.length === 0
      ? []
      : [
          colours.bold('One cause, several divergences'),
          ...found.map(({ title, ids }) => `  ${wrap(`${title}: ${ids.length} divergences, ${listed(ids)}`, width, '    ')}`),
          '',
        ]),
    ...(once.length === 0
      ? []
      : [colours.bold('Seen once, and not again'), `  ${wrap(listed(once.map(({ id }) => id)), width, '    ')}`, '']),
  ]
}

const scores = (report: Report, colours: Colors, asOf: string | undefined): string[] => {
  const found = scoresOf(report, asOf)
  const title = asOf === undefined ? 'tiers' : `tiers as of ${asOf}`
  return found.length === 0
    ? []
    : [...found.map((score, nth) => `  ${colours.dim(nth === 0 ? title : ' '.repeat(title.length))}  ${scoreText(score)}`), '']
}

const clipped = (text: string, width: number): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}

/** Reasons that many clauses share are said once. */
const undecided = (verdict: Verdict, rows: readonly Row[], colours: Colors, width: number): string[] => {
  const reasons = new Map<string, string[]>()
  for (const row of rows) {
    if (row.verdict !== verdict) continue
    const reason = row.reason ?? 'no reason given'
    reasons.set(reason, [...(reasons.get(reason) ?? []), row.id])
  }
  if (reasons.size === 0) return []
  const total = [...reasons.values()].reduce((sum, ids) => sum + ids.length, 0)
  return [
    colours.yellow(colours.bold(`${total} ${verdict}`)),
    ...[...reasons].map(([reason, ids]) => `  ${wrap(`${clipped(reason, 160)}: ${listed(ids)}`, width, '    ')}`),
    '',
  ]
}

const listed = (ids: readonly string[]): string =>
  ids.length <= 4 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more`

const overview = (rows: readonly Row[], colours: Colors): string => {
  const paint: Readonly<Record<Verdict, (text: string) => string>> = {
    conforms: colours.green,
    diverges: colours.red,
    unsupported: colours.yellow,
    inconclusive: colours.yellow,
    skipped: colours.dim,
  }
  const line = (name: string, group: readonly Row[]): string[] => {
    const counts = countVerdicts(group)
    return [name, ...VERDICTS.map((verdict) => (counts[verdict] === 0 ? colours.dim('·') : paint[verdict](String(counts[verdict]))))]
  }
  return table([
    [colours.dim('  topic'), ...VERDICTS.map((verdict) => colours.dim(verdict))],
    ...[...byTopic(rows)].map(([topic, group]) => line(`  ${topic}`, group)),
    line(colours.bold('  all'), rows),
  ])
}
