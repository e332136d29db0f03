import { escape } from '../../report/escape.js'
import { countVerdicts } from '../../report/make-report.js'
import { percent } from '../../report/score.js'
import type { Cause } from '../../report/causes/causes.js'
import type { Report, Row } from '../../report/report.js'
import { VERDICTS, type Verdict } from '../../suite/result.js'
import type { Implementation, SiteModel, Topic } from '../model.js'
import { LOOKS } from '../verdict.js'
import { code } from './evidence.js'
import { bar, layout } from './layout.js'
import { scoresTable } from './scores.js'

/** One implementation: what it is good at, what is wrong and why, and how to see it oneself. */
export const implementationPage = (implementation: Implementation, model: SiteModel): string => {
  const { slug, name, report, causes, scores } = implementation
  const { footer } = report
  const slugs = new Map(model.clauses.map((clause) => [clause.id, clause.slug]))
  return layout({
    path: `i/${slug}.html`,
    title: `${name}, held to what AWS documents`,
    body: `<h1>${escape(name)}</h1>
<p class="counts">${VERDICTS.filter((verdict) => footer.counts[verdict] > 0)
      .map(
        (verdict) =>
          `<a class="count ${verdict}" href="../clauses.html#of=${slug}&amp;verdict=${verdict}"><b>${footer.counts[verdict]}</b> ${LOOKS[verdict].many}</a>`,
      )
      .join(' ')}</p>
${bar(VERDICTS.map((verdict) => [verdict, footer.counts[verdict]]))}
<dl class="facts">${facts(report)
      .map(([term, text]) => `<div><dt>${term}</dt><dd>${escape(text)}</dd></div>`)
      .join('')}</dl>
${scoresTable(scores)}
<h2>Strengths</h2>
${strengths(implementation, model)}
<h2>${causes.length === 0 ? 'No divergence' : `${causes.length} ${causes.length === 1 ? 'cause' : 'causes'} of divergence`}</h2>
${causes.length === 0 ? '' : `<p class="hint">Those first that applications depend on most.</p><ol class="causes">${causes.map((cause) => causeOf(cause, slugs, implementation)).join('\n')}</ol>`}
${undecided(report.rows, slugs)}
<h2>How to reproduce</h2>
<p>Start the implementation, and run the suite as this report was made:</p>
${code(commandOf(report), 'The command')}`,
  })
}

const facts = ({ header, footer }: Report): readonly (readonly [string, string])[] =>
  [
    ['endpoint', header.target.endpoint],
    ['touchstone', header.touchstone],
    ['suite', header.suite],
    ['profile', header.profile],
    ['effort', header.effort],
    ['seed', String(header.seed)],
    ['only', header.only.join(' ') || undefined],
    ['day', header.date],
    ['whole', footer.complete ? undefined : 'no: the run was broken off'],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined)

/** Topics in which everything that was decided conforms, and those in which nearly all does. */
const strengths = ({ rows, slug }: Implementation, { topics, titleOf }: SiteModel): string => {
  const rated = topics.flatMap((topic) => {
    const counts = countVerdicts(topic.clauses.map(({ id }) => rows.get(id)).filter((row) => row !== undefined))
    const decided = counts.conforms + counts.diverges + counts.unsupported
    return decided === 0 || topic.topic === 'walks' ? [] : [{ topic, share: counts.conforms / decided, decided }]
  })
  const link = ({ service, topic }: Topic): string =>
    `<a href="../clauses.html#${escape(new URLSearchParams({ topic: `${service} ${topic}`, of: slug }).toString())}">${escape(topic)}</a>`
  const services = [...new Set(rated.map(({ topic }) => topic.service))]
  return services
    .map((service) => {
      const these = rated.filter(({ topic }) => topic.service === service)
      const whole = these.filter(({ share }) => share === 1).map(({ topic }) => link(topic))
      const nearly = these
        .filter(({ share }) => share < 1 && share >= 0.9)
        .map(({ topic, share }) => `${link(topic)} <span class="soft">${percent(share)}</span>`)
      return `<p><b>${escape(titleOf(service))}</b>: ${whole.length === 0 ? 'no topic conforms in all' : `all of ${whole.join(', ')}`}${nearly.length === 0 ? '' : `; nearly all of ${nearly.join(', ')}`}.</p>`
    })
    .join('\n')
}

const causeOf = ({ title, rule, ids, weight }: Cause, slugs: ReadonlyMap<string, string>, { slug, rows }: Implementation): string => {
  const link = (id: string): string => {
    const page = slugs.get(id)
    return page === undefined
      ? `<code>${escape(id)}</code>`
      : `<a href="../c/${page}.html${rows.get(id)?.failure === undefined ? '' : `#${slug}`}"><code>${escape(id)}</code></a>`
  }
  const others = ids.filter((id) => id !== rule)
  return `<li><p>${escape(title)}</p><p class="soft">the rule: ${link(rule)} · ${ids.length} ${ids.length === 1 ? 'divergence' : 'divergences'} · weight ${weight}</p>
${others.length === 0 ? '' : `<details><summary>${others.length} more by the same cause</summary><ul>${others.map((id) => `<li>${link(id)}</li>`).join('')}</ul></details>`}</li>`
}

const undecided = (rows: readonly Row[], slugs: ReadonlyMap<string, string>): string => {
  const groups = (['unsupported', 'inconclusive', 'skipped'] as const satisfies readonly Verdict[])
    .map((verdict) => [verdict, rows.filter((row) => row.verdict === verdict)] as const)
    .filter(([, group]) => group.length > 0)
  if (groups.length === 0) return ''
  return `<h2>Not decided</h2>${groups
    .map(
      ([verdict, group]) =>
        `<details><summary>${group.length} ${LOOKS[verdict].word}</summary><ul>${group.map(({ id, reason = '' }) => `<li><a href="../c/${slugs.get(id) ?? ''}.html"><code>${escape(id)}</code></a> ${escape(reason)}</li>`).join('')}</ul></details>`,
    )
    .join('\n')}`
}

const commandOf = ({ header: { target, only, effort, profile, seed, region } }: Report): string =>
  [
    'npx touchstone run',
    ...(target.endpoint === undefined ? [] : [`--endpoint ${target.endpoint}`]),
    ...only.map((glob) => `--only '${glob}'`),
    `--effort ${effort} --profile ${profile} --seed ${seed} --region ${region} --report report`,
  ].join(' ')
