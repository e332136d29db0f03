import { findingsOf, remarksOn } from '../../suite/findings.js'
import type { Failure, Step } from '../../suite/result.js'
import { escape } from '../escape.js'
import { timesOf } from '../../suite/print/times.js'
import type { Row } from '../report.js'
import { headline, whatIsWrong } from '../headline.js'
import { outcome, short } from '../step-line.js'
import { codeOf } from '../../suite/print/code.js'
import type { Seen } from '../../suite/print/seen.js'
import { citation } from './citation.js'

/** One divergence: claim, citation, allowed against seen, and the history to read and to run. */
export const divergence = (row: Row, isOpen: boolean, seen: Seen): string => {
  const { id } = row
  const findings = findingsOf(row)
  return `<details class="card" id="${escape(id)}"${isOpen ? ' open' : ''}>
<summary><code>${escape(id)}</code><span>${escape(headline(row))}</span></summary>
<div class="inside">
<p class="claim">${escape(whatIsWrong(row))}</p>
<p class="cite">${escape(STRENGTH[row.strength])} · ${citation(row.source)}</p>
${findings.length > 1 ? findings.map((one, nth) => finding(`${id}/${one.clause ?? (nth === 0 ? '' : nth + 1)}`, id, one, seen)).join('\n') : findings.map((one) => claim(one) + evidence(id, one, seen)).join('')}
</div>
</details>`
}

const STRENGTH: Readonly<Record<Row['strength'], string>> = {
  must: 'AWS promises it',
  may: 'a freedom AWS keeps',
  eventually: 'holds once things have settled',
  'best-effort': 'AWS tries',
}

/** One of several in a row: closed at first, with what matters to be read on it. */
const finding = (anchor: string, id: string, failure: Failure, seen: Seen): string => `<details class="card finding" id="${escape(anchor)}">
<summary><code>${escape(failure.clause ?? id)}</code><span>${escape(failure.claim ?? failure.message)}</span></summary>
<div class="inside">
${evidence(anchor, failure, seen)}
</div>
</details>`

const claim = ({ clause, claim: text }: Failure): string =>
  clause === undefined ? '' : `<p><code>${escape(clause)}</code> ${escape(text ?? '')}</p>\n`

const evidence = (id: string, failure: Failure, seen: Seen): string => {
  const { sdk, cli } = codeOf(failure.history, seen)
  return `<div class="pair">
<div class="conforms"><b>Allowed</b><span>${escape(failure.allowed)}</span></div>
<div class="diverges"><b>Seen</b><span>${escape(failure.seen)}</span></div>
</div>
${tabs(id, [
  ['History', failure.history.length > 0 ? `<ol class="history">${failure.history.map(step).join('')}</ol>` : ''],
  ['AWS SDK', sdk === '' ? '' : `<pre>${escape(sdk)}</pre>`],
  ['aws CLI', cli === '' ? '' : `<pre>${escape(cli)}</pre>`],
])}
${remarksOn(failure)
  .map((remark) => `<p class="cite">${escape(remark)}</p>`)
  .join('\n')}
<div class="replay"><pre>${escape(failure.replay)}</pre><button class="copy" hidden>Copy</button></div>`
}

const tabs = (id: string, all: readonly (readonly [title: string, content: string])[]): string => {
  const shown = all.filter(([, content]) => content !== '')
  if (shown.length === 0) return ''
  const panels = shown.map(([title, content], index) => {
    const name = escape(`${id}/${index}`)
    return `<input type="radio" name="${escape(id)}" id="${name}"${index === 0 ? ' checked' : ''}>
<label for="${name}">${title}</label><div class="panel">${content}</div>`
  })
  return `<div class="tabs">${panels.join('\n')}</div>`
}

const step = (call: Step): string => {
  const time = call.sentMs === undefined ? '' : `<time>${(call.sentMs / 1000).toFixed(2)} s</time>`
  return `<li><b>${escape(call.operation)}</b>${timesOf(call)}${time}<code>${escape(short(call.input))}</code>
<code class="${call.error ? 'refused' : 'answer'}">⇒ ${escape(outcome(call))}</code>${(call.change ?? []).map((line) => `\n<code class="answer">${escape(line)}</code>`).join('')}</li>`
}
