import { findLine } from '../../ledger/read-ledger.js'
import { wrap } from '../../report/table.js'
import type { CheckResult, Divergence } from '../../oracle/check/check-trace.js'
import type { LawsResult } from '../../oracle/check/check-laws.js'
import type { TraceFacts } from '../../oracle/trace/read-trace.js'
import type { Slack } from '../../targets/target.js'
import type { Terminal } from '../terminal.js'
import { harmless, spotText } from './exchange-text.js'
import { claim, stepText } from './steps.js'

type Look = Pick<Terminal, 'colours' | 'width'>

/** A divergence as a page: claim, where, allowed against seen, the shortest telling history, and where to read on. */
export const divergencePage = ({ clause, allowed, seen, exchange, history, among }: Divergence, look: Look): string => {
  const { colours, width } = look
  const began = Math.min(...history.map((one) => one.exchange.sent))
  return [
    ...head(
      clause,
      `${spotText(exchange.spot)}, ${new Date(exchange.sent).toISOString()}, client ${harmless(exchange.client)}`,
      allowed,
      seen,
      look,
    ),
    '',
    ...history.map((step) => stepText(step, began, look)),
    '',
    colours.dim(
      `    ${wrap(`${history.length} of the ${among} exchanges on the same: an excerpt, without what it does not rest on; all were judged; + is what is believed from then on, − what no more.`, width, '    ')}`,
    ),
    ...readOn(clause, look),
  ].join('\n')
}

const head = (clause: string | undefined, where: string, allowed: string, seen: string, { colours, width }: Look): string[] => {
  const line = clause === undefined ? undefined : findLine(clause)
  // `where` was made harmless when it was put together, and the names of files in it stay whole.
  const row = (label: string, text: string): string => `    ${colours.dim(label.padEnd(9))}${wrap(text, width, ' '.repeat(13))}`
  return [
    `${colours.red('✗')} ${colours.bold(harmless(clause ?? 'an answer that nothing allows'))}`,
    ...(line ? [`    ${wrap(line.statement, width, '    ')}`] : []),
    row('where', where),
    row('allowed', harmless(allowed)),
    row('seen', harmless(seen)),
  ]
}

const readOn = (clause: string | undefined, { colours }: Look): string[] => {
  const line = clause === undefined ? undefined : findLine(clause)
  return line ? [colours.dim(`    ${line.source.split(' — ')[0] ?? ''}`), colours.dim(`    touchstone explain ${line.id}`)] : []
}

/** What was judged, how, what was left out and used; last, where the eye rests, what came of it. */
export const summary = ({ facts, slack, judgement, divergences }: CheckResult, profile: string, look: Look): string => {
  const { colours } = look
  const { exchanges, admitted, undecided, unjudged, used, tested, reasons } = judgement
  const ofTests = [...tested.values()].reduce((sum, count) => sum + count, 0)
  return [
    ...about(facts, slack, profile, look),
    counted('admitted', admitted, look),
    ...(divergences.length > 0 ? [counted('diverge', divergences.length, look)] : []),
    ...(undecided > 0
      ? [counted('undecided', undecided, look), ...[...reasons].map(([reason, count]) => listed(count, claim(reason), look))]
      : []),
    ...(unjudged > 0 ? [counted('not judged, since they follow a divergence on the same', unjudged, look)] : []),
    ...leftOut(facts, look),
    ...(used.size > 0
      ? [
          '',
          colours.bold('Documented freedoms that were made use of (no divergence)'),
          ...[...used].map(([id, count]) => listed(count, claim(id), look)),
        ]
      : []),
    '',
    colours.dim(`${tested.size} ${tested.size === 1 ? 'rule' : 'rules'} had a chance to fail: ${times(ofTests)} in all.`),
    ...warnings(facts, divergences.length, look),
    divergences.length > 0
      ? colours.red(`✗ ${divergences.length} ${divergences.length === 1 ? 'divergence' : 'divergences'} from what is documented.`)
      : admitted > 0
        ? colours.green(`✓ No divergence in ${admitted} of ${exchanges} exchanges.`)
        : colours.yellow('Nothing could be decided.'),
  ].join('\n')
}

/** The same of a trace that was held to laws alone. */
export const lawsPage = ({ facts, slack, findings, spotOf }: LawsResult, profile: string, look: Look): string => {
  const { colours, width } = look
  const found = findings.laws.reduce((sum, law) => sum + law.found, 0)
  const used = new Map<string, number>()
  for (const law of findings.laws) for (const [id, count] of Object.entries(law.used)) used.set(id, (used.get(id) ?? 0) + count)
  return [
    ...findings.findings.flatMap(({ clause, line, earlier, allowed, seen }) => [
      ...head(clause, spotText(spotOf(line)), allowed, seen, look),
      ...(earlier === undefined ? [] : [`    ${colours.dim('against'.padEnd(9))}${spotText(spotOf(earlier))}`]),
      ...readOn(clause, look),
      '',
    ]),
    ...about(facts, slack, profile, look),
    ...findings.laws.map(
      ({ law, says, tested, found: broken, undecided }) =>
        `  ${broken > 0 ? colours.red('✗') : tested > 0 ? colours.green('✓') : colours.dim('·')} ${wrap(
          `${law}: ${says} ${tested === 0 ? 'It had no occasion' : `Tested ${times(tested)}`}${broken > 0 ? `, broken ${times(broken)}` : ''}${undecided > 0 ? `, undecided ${times(undecided)}` : ''}.`,
          width,
          '    ',
        )}`,
    ),
    ...leftOut(facts, look),
    ...(used.size > 0
      ? [
          '',
          colours.bold('Documented freedoms that were made use of (no divergence)'),
          ...[...used].map(([id, count]) => listed(count, claim(id), look)),
        ]
      : []),
    ...findings.notes.map((note) => `  ${colours.dim(wrap(harmless(note), width, '  '))}`),
    '',
    ...warnings(facts, found, look),
    found > 0
      ? colours.red(`✗ A law was broken ${times(found)}.`)
      : findings.laws.some(({ tested }) => tested > 0)
        ? colours.green(`✓ No law was broken in ${findings.exchanges} exchanges.`)
        : colours.yellow('Nothing happened that a law speaks of.'),
  ].join('\n')
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

const about = (facts: TraceFacts, slack: Slack, profile: string, { colours, width }: Look): string[] => [
  colours.bold(harmless([...new Set(facts.headers.flatMap(({ target }) => target ?? []))].join(' · ') || 'trace')),
  colours.dim(
    [facts.account, facts.region, profile, `slack ${slack.ms} ms + ${slack.ppm} ppm`].filter((text) => text !== undefined).join(' · '),
  ),
  ...facts.headers.flatMap(({ note }) => (note === undefined ? [] : [colours.dim(wrap(harmless(note), width))])),
  '',
]

const counted = (what: string, count: number, { colours }: Look): string => `${String(count).padStart(9)}  ${colours.bold(what)}`
const listed = (count: number, what: string, { width }: Look): string =>
  `${String(count).padStart(9)}  ${wrap(harmless(what), width, ' '.repeat(11))}`

const leftOut = ({ leftOut: left }: TraceFacts, look: Look): string[] =>
  left.length === 0
    ? []
    : [
        '',
        look.colours.bold('Left out'),
        ...left.map(({ why, count, first }) => listed(count, `${why} (first in ${spotText(first)})`, look)),
      ]

const warnings = ({ withoutEnd, dropped }: TraceFacts, divergences: number, { colours, width }: Look): string[] => {
  const doubt = divergences > 0 ? ' What is missing may be what a divergence comes from.' : ''
  return [
    ...(dropped > 0 ? [`${dropped} exchanges could not be written by whoever recorded the trace, so it has holes.${doubt}`] : []),
    ...(withoutEnd.length > 0
      ? [
          `${withoutEnd.map((file) => (file === '-' ? 'standard input' : file)).join(', ')}: without a last line that says how much was written, so exchanges may be missing at the end.`,
        ]
      : []),
  ].map((text) => colours.yellow(wrap(harmless(text), width)))
}
