import { escape } from '../../report/escape.js'
import { countVerdicts } from '../../report/make-report.js'
import { percent } from '../../report/score.js'
import { VERDICTS } from '../../suite/result.js'
import type { Implementation, SiteModel, Topic } from '../model.js'
import { LOOKS, verdictMark } from '../verdict.js'
import { bar, layout } from './layout.js'
import { scoresTable } from './scores.js'

/** The first page: every implementation, and how much of each topic it conforms to. */
export const matrixPage = (model: SiteModel): string => {
  const { implementations, topics, clauses } = model
  const services = [...new Set(topics.map(({ service }) => service))]
  return layout({
    path: 'index.html',
    title: 'Touchstone: implementations of AWS messaging, held to what AWS documents',
    body: `<h1>Implementations of AWS messaging, held to what AWS documents</h1>
<p class="lead">${clauses.length} clauses, ${implementations.length} ${implementations.length === 1 ? 'implementation' : 'implementations'}. Each clause cites a page of AWS; each divergence comes with the shortest history that shows it.</p>
<ul class="cards">${implementations.map(card).join('')}</ul>
<h2 id="matrix">By topic</h2>
<p class="hint">How much conforms of what was decided. A cell leads to its clauses. ${legend}</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="matrix"><table class="matrix">
<thead><tr><th scope="col">topic</th>${implementations.map(({ slug, name }) => `<th scope="col" class="of"><a href="i/${slug}.html"><span>${escape(shortName(name))}</span></a></th>`).join('')}</tr></thead>
${services
  .map(
    (
      service,
    ) => `<tbody><tr class="service"><th scope="rowgroup" colspan="${implementations.length + 1}">${escape(model.titleOf(service))}</th></tr>
${topics
  .filter((topic) => topic.service === service)
  .map((topic) => topicRow(topic, implementations))
  .join('\n')}</tbody>`,
  )
  .join('\n')}
</table></div>`,
  })
}

/** Settings of a target are for its own page. */
export const shortName = (name: string): string => name.replace(/\s*\(.*\)$/s, '')

const legend = `<span class="legend">${VERDICTS.map(verdictMark).join(' ')}</span>`

const card = ({ slug, name, report, causes, scores }: Implementation): string => {
  const { counts } = report.footer
  const parts = VERDICTS.map((verdict) => [verdict, counts[verdict]] as const)
  const said = parts
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${count === 1 ? LOOKS[verdict].word : LOOKS[verdict].many}`)
  return `<li class="card"><h2><a href="i/${slug}.html">${escape(shortName(name))}</a></h2>
<p>${escape(said.join(', '))}</p>${bar(parts)}
<p class="soft">${causes.length} ${causes.length === 1 ? 'cause' : 'causes'}</p>
${scoresTable(scores)}</li>`
}

const topicRow = ({ service, topic, clauses }: Topic, implementations: readonly Implementation[]): string =>
  `<tr><th scope="row"><a href="clauses.html#${query({ topic: `${service} ${topic}` })}">${escape(topic)}</a> <span class="soft">${clauses.length}</span></th>${implementations
    .map((implementation) =>
      cell(
        service,
        topic,
        clauses.map(({ id }) => implementation.rows.get(id)).filter((row) => row !== undefined),
        implementation,
      ),
    )
    .join('')}</tr>`

const cell = (service: string, topic: string, rows: Parameters<typeof countVerdicts>[0], { slug, name }: Implementation): string => {
  const counts = countVerdicts(rows)
  const decided = counts.conforms + counts.diverges + counts.unsupported
  if (decided === 0) return `<td class="none"><span title="not decided">·</span></td>`
  const share = counts.conforms / decided
  const label = `${shortName(name)}, ${topic}: ${counts.conforms} of ${decided} conform`
  const parts = VERDICTS.map((verdict) => [verdict, counts[verdict]] as const)
  return `<td class="${level(share)}"><a href="clauses.html#${query({ topic: `${service} ${topic}`, of: slug })}" title="${escape(label)}">${percent(share).replace(/\..*? /, ' ')}${bar(parts)}</a></td>`
}

const level = (share: number): string => (share === 1 ? 'all' : share >= 0.9 ? 'most' : share >= 0.5 ? 'some' : 'few')

const query = (members: Readonly<Record<string, string>>): string => escape(new URLSearchParams(members).toString())
