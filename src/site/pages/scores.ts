import { TIERS } from '../../ledger/dependence.js'
import { escape } from '../../report/escape.js'
import { percent, type Score } from '../../report/score.js'

/** How far an implementation is in each tier: a line a service. */
export const scoresTable = (scores: readonly Score[]): string => {
  const services = [...new Set(scores.map(({ service }) => service))].sort()
  if (services.length === 0) return ''
  return `<table class="scores"><thead><tr><th scope="col">tier</th>${TIERS.map((tier) => `<th scope="col">${tier}</th>`).join('')}</tr></thead><tbody>
${services
  .map(
    (service) =>
      `<tr><th scope="row">${escape(service)}</th>${TIERS.map((tier) => cellOf(scores.find((score) => score.service === service && score.tier === tier))).join('')}</tr>`,
  )
  .join('\n')}
</tbody></table>`
}

const cellOf = (score: Score | undefined): string => {
  if (score === undefined) return '<td>·</td>'
  const { conforms, diverges, unsupported, undecided, share, isReached } = score
  const counted = `${conforms} of ${conforms + diverges + unsupported}${undecided === 0 ? '' : `, ${undecided} undecided`}`
  return `<td${isReached ? ' class="reached"' : ''}><b>${isReached ? '✓ ' : ''}${percent(share)}</b> <span class="soft">${counted}</span></td>`
}
