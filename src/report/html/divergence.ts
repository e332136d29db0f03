import type { Failure, Step } from '../../suite/result.js'
import { escape } from '../escape.js'
import type { Row } from '../report.js'
import { outcome, short } from '../step-line.js'
import { citation } from './citation.js'

/** One divergence: claim, citation, allowed against seen, and the history to read and to run. */
export const divergence = (row: Row, isOpen: boolean): string => {
  const { id, statement, failure, reason } = row
  return `<details class="card" id="${escape(id)}"${isOpen ? ' open' : ''}>
<summary><code>${escape(id)}</code><span>${escape(failure?.message ?? reason ?? 'diverges')}</span></summary>
<div class="inside">
<p class="claim">${escape(statement)}</p>
<p class="cite">${escape(STRENGTH[row.strength])} · ${citation(row.source)}</p>
${failure ? evidence(id, failure) : ''}
</div>
</details>`
}

const STRENGTH: Readonly<Record<Row['strength'], string>> = {
  must: 'AWS promises it',
  may: 'a freedom AWS keeps',
  eventually: 'holds once things have settled',
  'best-effort': 'AWS tries',
}

const evidence = (id: string, failure: Failure): string => `<div class="pair">
<div class="conforms"><b>Allowed</b><span>${escape(failure.allowed)}</span></div>
<div class="diverges"><b>Seen</b><span>${escape(failure.seen)}</span></div>
</div>
${tabs(id, [
  ['History', failure.history.length > 0 ? `<ol class="history">${failure.history.map(step).join('')}</ol>` : ''],
  ['AWS SDK', failure.sdk === '' ? '' : `<pre>${escape(failure.sdk)}</pre>`],
  ['aws CLI', failure.cli === '' ? '' : `<pre>${escape(failure.cli)}</pre>`],
])}
${failure.reproduced ? '' : '<p class="cite">It did not come again when the case was run again: look at it as a matter of chance or of time.</p>'}
<div class="replay"><pre>${escape(failure.replay)}</pre><button class="copy" hidden>Copy</button></div>`

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
  return `<li><b>${escape(call.operation)}</b>${time}<code>${escape(short(call.input))}</code>
<code class="${call.error ? 'refused' : 'answer'}">⇒ ${escape(outcome(call))}</code>${(call.change ?? []).map((line) => `\n<code class="answer">${escape(line)}</code>`).join('')}</li>`
}
