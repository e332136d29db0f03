import { findingsOf, remarksOn } from '../suite/findings.js'
import { type Failure, VERDICTS, type Verdict } from '../suite/result.js'
import { causesOf, isConfirmed, seenOnce } from './causes/causes.js'
import { escape, printable } from './escape.js'
import { timesOf } from '../suite/print/times.js'
import { headline, whatIsWrong } from './headline.js'
import { byTopic, countVerdicts, verdictSentence } from './make-report.js'
import type { Report, Row } from './report.js'
import { stepLine } from './step-line.js'

/** A report as Markdown, short enough for the summary of a CI step. */
export const markdown = (report: Report): string => printable(markdownOf(report))

const markdownOf = (report: Report): string => {
  const { header, rows } = report
  const diverging = rows.filter(isConfirmed)
  return [
    `# ${plain(header.target.name)}: ${verdictSentence(report)}`,
    '',
    `touchstone ${plain(header.touchstone)} · profile ${code(header.profile)} · effort ${code(header.effort)} · seed ${header.seed}` +
      (header.target.endpoint === undefined ? '' : ` · ${code(header.target.endpoint)}`) +
      (header.only.length > 0 ? ` · only ${header.only.map(code).join(' ')}` : ''),
    '',
    ...overview(rows),
    ...causes(rows),
    ...(diverging.length > 0 ? ['', '## Divergences', '', ...diverging.map(divergence)] : []),
    ...once(rows),
    ...(['unsupported', 'inconclusive', 'skipped'] as const).flatMap((verdict) => undecided(verdict, rows)),
    '',
  ].join('\n')
}

const causes = (rows: readonly Row[]): string[] => {
  const found = causesOf(rows).filter(({ ids }) => ids.length > 1)
  return found.length === 0
    ? []
    : [
        '',
        '## One cause, several divergences',
        '',
        ...found.map(({ title, ids }) => `- ${plain(title)}: ${ids.length} divergences (${ids.map(code).join(', ')})`),
      ]
}

/** What could not be seen a second time is no divergence that anybody is held to. */
const once = (rows: readonly Row[]): string[] => {
  const found = seenOnce(rows).filter(({ verdict }) => verdict === 'diverges')
  return found.length === 0 ? [] : ['', '## Seen once, and not again', '', ...found.map(divergence)]
}

const overview = (rows: readonly Row[]): string[] => {
  const line = (name: string, group: readonly Row[], mark = ''): string => {
    const counts = countVerdicts(group)
    return `| ${mark}${name}${mark} | ${VERDICTS.map((verdict) => (counts[verdict] === 0 ? '' : counts[verdict])).join(' | ')} |`
  }
  return [
    `| topic | ${VERDICTS.join(' | ')} |`,
    `| --- |${VERDICTS.map(() => ' ---: |').join('')}`,
    ...[...byTopic(rows)].map(([topic, group]) => line(plain(topic), group)),
    line('all', rows, '**'),
  ]
}

const divergence = (row: Row): string => {
  const { id, source } = row
  const [url, ...section] = source.split(' — ')
  return [
    // A summary is HTML, not Markdown.
    `<details><summary><code>${escape(id)}</code> ${escape(oneLine(headline(row)))}</summary>`,
    '',
    `${plain(whatIsWrong(row))}${url?.startsWith('https://') ? ` [${plain(section.join(' — ') || 'AWS')}](<${url.replace(/[<>\s]/g, '')}>)` : ''}`,
    '',
    ...findingsOf(row).flatMap((one, nth) => [...(nth > 0 && one.clause === undefined ? [plain(one.message), ''] : []), ...evidence(one)]),
    '</details>',
    '',
  ].join('\n')
}

const evidence = (failure: Failure): readonly string[] => [
  ...(failure.clause === undefined ? [] : [`${code(failure.clause)} ${plain(failure.claim ?? '')}`, '']),
  `- allowed: ${plain(failure.allowed)}`,
  `- seen: ${plain(failure.seen)}`,
  ...remarksOn(failure).map((remark) => `- ${plain(remark)}`),
  '',
  fenced(
    failure.history.flatMap((step) => [stepLine(step) + timesOf(step), ...(step.change ?? []).map((line) => `    ${line}`)]).join('\n'),
  ),
  '',
  fenced(failure.replay),
  '',
]

const undecided = (verdict: Verdict, rows: readonly Row[]): string[] => {
  const group = rows.filter((row) => row.verdict === verdict)
  if (group.length === 0) return []
  return [
    '',
    `<details><summary>${group.length} ${verdict}</summary>`,
    '',
    ...group.map(({ id, reason }) => `- ${code(id)} ${plain(reason ?? '')}`.trimEnd()),
    '',
    '</details>',
  ]
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')

/** A text that Markdown shows as it is, on one line. */
const plain = (text: string): string => oneLine(text).replace(/[\\`*_[\]<>#|~$&]/g, '\\$&')

/** A text as code, whatever backticks are in it. */
const code = (text: string): string => {
  const line = oneLine(text)
  const fence = fenceFor(line, 1)
  return fence.length === 1 ? `\`${line}\`` : `${fence} ${line} ${fence}`
}

const fenced = (text: string): string => {
  const fence = fenceFor(text, 3)
  return `${fence}\n${text}\n${fence}`
}

const fenceFor = (text: string, least: number): string =>
  '`'.repeat(Math.max(least, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
