import { VERDICTS, type Verdict } from '../../suite/result.js'
import { isConfirmed } from '../causes/causes.js'
import { escape } from '../escape.js'
import { byTopic, countVerdicts, verdictSentence } from '../make-report.js'
import type { Counts, Header, Report, Row } from '../report.js'
import { seenIn } from '../seen-in.js'
import { citation } from './citation.js'
import { divergence } from './divergence.js'
import { SCRIPT } from './script.js'
import { STYLE } from './style.js'

/** So many divergences are shown open; more of them would hide each other. */
const OPEN_AT_MOST = 3

/** A report as one HTML page that needs nothing else: no request leaves it, and it reads without scripts too. */
export const htmlPage = (report: Report): string => {
  const { header, rows, footer } = report
  const diverging = rows.filter(isConfirmed)
  const sentence = verdictSentence(report)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escape(`${header.target.name}: ${sentence}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><div>
<p class="mark">Touchstone</p>
<h1>${escape(sentence)}</h1>
<p class="target">${escape(header.target.name)}, held to what AWS documents</p>
${bar(footer.counts)}
<ul class="legend">${VERDICTS.filter((verdict) => footer.counts[verdict] > 0)
    .map((verdict) => `<li class="${verdict}"><b>${footer.counts[verdict]}</b>${MEANING[verdict]}</li>`)
    .join('')}</ul>
${facts(header)}
</div></header>
<main>
${diverging.length > 0 ? `<h2>Where it diverges</h2>\n${diverging.map((row) => divergence(row, diverging.length <= OPEN_AT_MOST, seenIn(header, row.id))).join('\n')}` : ''}
<h2>By topic</h2>
${topics(rows)}
<h2>All clauses</h2>
${filters(footer.counts)}
${[...byTopic(rows)].map(group).join('\n')}
<footer>Made by touchstone ${escape(header.touchstone)} from results.ndjson. A verdict holds relative to the profile
${escape(header.profile)}: the freedoms that the target was granted.</footer>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`
}

const MEANING: Readonly<Record<Verdict, string>> = {
  conforms: 'conform',
  diverges: 'diverge',
  unsupported: 'not supported',
  inconclusive: 'inconclusive',
  skipped: 'skipped',
}

const bar = (counts: Counts): string =>
  `<div class="bar" aria-hidden="true">${VERDICTS.filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `<i class="${verdict}" style="flex:${counts[verdict]}"></i>`)
    .join('')}</div>`

const facts = (header: Header): string => {
  const known: readonly (readonly [string, string | undefined])[] = [
    ['endpoint', header.target.endpoint],
    ['region', header.region],
    ['profile', header.profile],
    ['effort', header.effort],
    ['seed', String(header.seed)],
    ['only', header.only.join(' ') || undefined],
  ]
  const items = known.map(([name, value]) => (value === undefined ? '' : `<div><dt>${name}</dt><dd>${escape(value)}</dd></div>`))
  return `<dl class="facts">${items.join('')}</dl>`
}

const topics = (rows: readonly Row[]): string => {
  const lines = [...byTopic(rows)].map(([topic, group]) => {
    const counts = countVerdicts(group)
    const cells = VERDICTS.map((verdict) => (counts[verdict] === 0 ? '<td>·</td>' : `<td class="some ${verdict}">${counts[verdict]}</td>`))
    return `<tr><th scope="row"><a href="#${escape(anchor(topic))}">${escape(topic)}</a></th>${cells.join('')}<td class="share">${bar(counts)}</td></tr>`
  })
  const head = VERDICTS.map((verdict) => `<th scope="col">${MEANING[verdict]}</th>`).join('')
  return `<div class="wide"><table class="topics">
<thead><tr><th scope="col">topic</th>${head}<th class="share"></th></tr></thead>
<tbody>${lines.join('\n')}</tbody></table></div>`
}

const filters = (counts: Counts): string => {
  const buttons = VERDICTS.filter((verdict) => counts[verdict] > 0).map(
    (verdict) =>
      `<button class="${verdict}" data-verdict="${verdict}" aria-pressed="false">${MEANING[verdict]} ${counts[verdict]}</button>`,
  )
  return `<div class="filters" hidden><button data-verdict="" aria-pressed="true">all</button>${buttons.join('')}
<input type="search" placeholder="words or an id" aria-label="Show only clauses with these words"></div>`
}

const anchor = (topic: string): string => `topic-${topic.replace(/[^a-z0-9]+/gi, '-')}`

const group = ([topic, rows]: readonly [string, readonly Row[]]): string =>
  `<section class="group" id="${escape(anchor(topic))}"><h3>${escape(topic)}</h3>\n${rows.map(line).join('\n')}</section>`

const line = (row: Row): string => {
  const { id, verdict, statement, reason, cases } = row
  const axes = Object.entries(row.axes).map(([name, values]) => `${name}: ${values.join(', ')}`)
  const freedoms = row.freedoms.length > 0 ? [`freedoms granted: ${row.freedoms.join(', ')}`] : []
  const how = [`${cases} ${cases === 1 ? 'case' : 'cases'}`, ...axes, ...freedoms].join(' · ')
  const isDiverging = verdict === 'diverges'
  return `<details class="row ${verdict}" data-verdict="${verdict}"${isDiverging ? '' : ` id="${escape(id)}"`}>
<summary><i class="dot"></i><code>${escape(id)}</code><span class="word">${verdict}</span></summary>
<div><p>${escape(statement)}</p>${reason === undefined ? '' : `<p>${escape(reason)}</p>`}
<p class="cite">${citation(row.source)} · ${escape(how)}${isDiverging ? ` · <a href="#${escape(id)}">what was seen</a>` : ''}</p></div>
</details>`
}
