import { escape } from '../../report/escape.js'
import { outcome, short } from '../../report/step-line.js'
import { remarksOn } from '../../suite/findings.js'
import { timesOf } from '../../suite/print/times.js'
import { codeOf } from '../../suite/print/code.js'
import type { Seen } from '../../suite/print/seen.js'
import type { Failure } from '../../suite/result.js'
import type { LanesOf } from '../lanes.js'
import { timeline } from '../timeline.js'

/** What was found: allowed against seen, the history as a drawing and as text, and how to see it again. */
export const evidence = (failure: Failure, readers: readonly LanesOf[], id: string, seen: Seen): string => {
  const { sdk, cli } = codeOf(failure.history, seen)
  return `<p class="what">${escape(failure.message)}</p>
<dl class="pair"><div class="conforms"><dt>allowed</dt><dd>${escape(failure.allowed)}</dd></div><div class="diverges"><dt>seen</dt><dd>${escape(failure.seen)}</dd></div></dl>
${timeline(failure, readers, id)}
${failure.history.length === 0 ? '' : details('The calls', `<ol class="calls">${failure.history.map(callOf).join('')}</ol>`)}
${sdk === '' ? '' : details('As code for the AWS SDK', code(sdk))}
${cli === '' ? '' : details('As lines for the aws CLI', code(cli))}
${remarksOn(failure)
  .map((remark) => `<p class="soft">${escape(remark)}</p>`)
  .join('')}
${code(failure.replay, 'See it again')}`
}

const details = (title: string, content: string): string => `<details><summary>${title}</summary>${content}</details>`

/** Text that may be wider than the page scrolls, by keyboard too. */
export const code = (text: string, label = 'Code'): string =>
  `<pre tabindex="0" role="group" aria-label="${escape(label)}">${escape(text)}</pre>`

const callOf = (step: Failure['history'][number]): string =>
  `<li>${step.waitedMs === undefined ? '' : `<span class="soft">${Number((step.waitedMs / 1000).toFixed(1))} s later</span> `}<b>${escape(step.operation)}</b>${timesOf(step)} <code>${escape(short(step.input))}</code>
<code class="${step.error ? 'refused' : 'answer'}">⇒ ${escape(outcome(step))}</code>${(step.change ?? []).map((line) => `<code class="answer">${escape(line)}</code>`).join('')}</li>`
