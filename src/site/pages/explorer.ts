import { EVIDENCE, STRENGTHS } from '../../ledger/line.js'
import { escape } from '../../report/escape.js'
import type { SiteModel } from '../model.js'
import { LOOKS, SHOWN } from '../verdict.js'
import { layout } from './layout.js'
import { shortName } from './matrix.js'

/** The page that lists, searches and filters clauses. Its rows are made from `data.js` as they are needed. */
export const explorerPage = (model: SiteModel): string => {
  const services = [...new Set(model.clauses.map(({ service }) => service))]
  const topics = model.topics.map(({ service, topic }) =>
    option(`${service} ${topic}`, services.length > 1 ? `${service} ${topic}` : topic),
  )
  return layout({
    path: 'clauses.html',
    title: 'Touchstone: all clauses',
    scripts: ['data.js', 'explorer.js'],
    body: `<h1>Clauses</h1>
<noscript><p>Filters need scripts; the <a href="index.html">first page</a> and the pages of implementations lead to clauses without them.</p></noscript>
<form class="filters" role="search" aria-label="Filter the clauses">
<label class="wide">search<input type="search" name="q" placeholder="words or an id" autocomplete="off"></label>
${select(
  'service',
  'service',
  services.map((service) => option(service, model.titleOf(service))),
)}
${select('topic', 'topic', topics)}
${select(
  'of',
  'implementation',
  model.implementations.map(({ slug, name }) => option(slug, shortName(name))),
  'any',
)}
${select(
  'verdict',
  'verdict',
  SHOWN.map((verdict) => option(verdict, `${LOOKS[verdict].glyph} ${LOOKS[verdict].word}`)),
  'any',
)}
${select(
  'strength',
  'strength',
  STRENGTHS.map((one) => option(one, one)),
  'any',
)}
${select(
  'evidence',
  'evidence',
  EVIDENCE.map((one) => option(one, one)),
  'any',
)}
<button type="reset">clear</button>
</form>
<p class="found" role="status" aria-live="polite"></p>
<div class="scroll"><table class="clauses">
<thead><tr><th scope="col">clause</th>${model.implementations.map(({ slug, name }) => `<th scope="col" class="of"><a href="i/${slug}.html"><span>${escape(shortName(name))}</span></a></th>`).join('')}</tr></thead>
<tbody></tbody></table></div>
<p><button class="more" hidden>show more</button></p>`,
  })
}

const option = (value: string, text: string): string => `<option value="${escape(value)}">${escape(text)}</option>`

const select = (name: string, label: string, options: readonly string[], all = 'all'): string =>
  `<label>${label}<select name="${name}"><option value="">${all}</option>${options.join('')}</select></label>`

/** What the list is made of; see `explorer.js`. A verdict is one letter, in the order of the implementations. */
export const explorerData = ({ clauses, implementations }: SiteModel): string => {
  const data = {
    of: implementations.map(({ slug, name }) => ({ slug, name: shortName(name) })),
    looks: Object.fromEntries(SHOWN.map((verdict) => [LOOKS[verdict].letter, { verdict, ...LOOKS[verdict] }])),
    clauses: clauses.map(({ id, slug, service, topic, statement, strength, evidence }) => [
      id,
      slug === id ? 0 : slug,
      service,
      topic,
      statement,
      strength,
      evidence,
      implementations.map(({ rows }) => LOOKS[rows.get(id)?.verdict ?? 'absent'].letter).join(''),
    ]),
  }
  return `window.TOUCHSTONE = ${JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`
}
