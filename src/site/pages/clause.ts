import type { Property } from '../../ledger/property.js'
import { escape } from '../../report/escape.js'
import { citation } from '../../report/html/citation.js'
import { seenIn } from '../../report/seen-in.js'
import { findingsOf } from '../../suite/findings.js'
import type { LanesOf } from '../lanes.js'
import type { Implementation, SiteClause, SiteModel } from '../model.js'
import { verdictMark } from '../verdict.js'
import { code, evidence } from './evidence.js'
import { layout } from './layout.js'
import { shortName } from './matrix.js'

export interface ClauseParts {
  readonly property: Property | undefined
  readonly spot: string | undefined
  readonly readers: readonly LanesOf[]
}

const STRENGTH: Readonly<Record<SiteClause['strength'], string>> = {
  must: 'AWS promises it',
  may: 'a freedom AWS keeps',
  eventually: 'holds once things have settled',
  'best-effort': 'AWS tries, and promises nothing',
}
const EVIDENCE: Readonly<Record<SiteClause['evidence'], string>> = {
  documented: 'documented by AWS',
  recorded: 'recorded from AWS',
  both: 'documented by AWS, and recorded from it',
  unknown: 'not in the ledger any more',
}

/** Everything about one clause. */
export const clausePage = (clause: SiteClause, model: SiteModel, { property, spot, readers }: ClauseParts): string => {
  const { id, slug, service, topic, statement, strength, evidence: known, source, observe, note, usage, tiers } = clause
  const topicLink = `../clauses.html#${escape(new URLSearchParams({ topic: `${service} ${topic}` }).toString())}`
  return layout({
    path: `c/${slug}.html`,
    title: `${id}: ${statement}`,
    body: `<p class="crumbs"><a href="../clauses.html#service=${encodeURIComponent(service)}">${escape(model.titleOf(service))}</a> › <a href="${topicLink}">${escape(topic)}</a></p>
<h1 class="statement">${escape(statement)}</h1>
<p><code class="id">${escape(id)}</code></p>
<dl class="facts"><div><dt>strength</dt><dd>${escape(strength)}: ${STRENGTH[strength]}</dd></div>
<div><dt>evidence</dt><dd>${EVIDENCE[known]}</dd></div>
<div><dt>source</dt><dd>${citation(source)}</dd></div>
<div><dt>used</dt><dd>${usage} topic${tiers.length > 0 ? `; counts for ${tiers.join(' and ')}` : ''}</dd></div>
${observe === undefined ? '' : `<div><dt>how it is seen</dt><dd>${escape(observe)}</dd></div>`}
${note ? `<div><dt>note</dt><dd>${escape(note)}</dd></div>` : ''}</dl>
<h2>Implementations</h2>
${model.implementations.map((implementation) => verdictOf(clause, implementation, readers)).join('\n')}
${property === undefined ? (spot === undefined ? '' : `<h2>The property</h2><p><code>${escape(spot)}</code></p>`) : `<h2>The property</h2><p class="soft"><code>${escape(property.spot)}</code></p>${code(property.source, 'The source of the property')}`}`,
  })
}

const verdictOf = ({ id }: SiteClause, { slug, name, rows, report }: Implementation, readers: readonly LanesOf[]): string => {
  const row = rows.get(id)
  const head = `${verdictMark(row?.verdict ?? 'absent')} <a href="../i/${slug}.html">${escape(shortName(name))}</a>`
  if (row === undefined || (row.failure === undefined && row.reason === undefined)) return `<div class="result">${head}</div>`
  const findings = findingsOf(row)
  if (findings.length === 0) return `<div class="result">${head}<p class="soft">${escape(row.reason ?? '')}</p></div>`
  return `<section class="result open" id="${slug}"><h3>${head}</h3>
${findings
  .map((failure, nth) => {
    const claim = failure.clause === undefined ? '' : `<p><code>${escape(failure.clause)}</code> ${escape(failure.claim ?? '')}</p>`
    const body = claim + evidence(failure, readers, `t-${slug}-${nth}`, seenIn(report.header, id))
    return nth === 0 ? body : `<details class="further"><summary>${escape(failure.clause ?? failure.message)}</summary>${body}</details>`
  })
  .join('\n')}</section>`
}
