import { escape } from '../../report/escape.js'
import { outcome, short } from '../../report/step-line.js'
import { remarksOn } from '../../suite/findings.js'
import { folded, timesOf } from '../../suite/print/folded.js'
import type { Failure } from '../../suite/result.js'
import type { LanesOf } from '../lanes.js'
import { timeline } from '../timeline.js'

/** What was found: allowed against seen, the history as a drawing and as text, and how to see it again. */
export const evidence = (
  failure: Failure,
  readers: readonly LanesOf[],
  id: string,
): string => `<p class="what">${escape(failure.message)}</p>
<dl class="pair"><div class="conforms"><dt>allowed</dt><dd>${escape(failure.allowed)}</dd></div><div class="diverges"><dt>seen</dt><dd>${escape(failure.seen)}</dd></div></dl>
${timeline(failure, readers, id)}
${
  failure.history.length === 0
    ? ''
    : details(
        'The calls',
        `<ol class="calls">${folded(failure.history)
          .map((one) => callOf(one.step, timesOf(one)))
          .join('')}</ol>`,
      )
}
${failure.sdk === '' ? '' : details('As code for the AWS SDK', code(failure.sdk))}
${failure.cli === '' ? '' : details('As lines for the aws CLI', code(failure.cli))}
${remarksOn(failure)
  .map((remark) => `<p class="soft">${escape(remark)}</p>`)
  .join('')}
${code(failure.replay, 'See it again')}`

const details = (title: string, content: string): string => `<details><summary>${title}</summary>${content}</details>`

/** Text that may be wider than the page scrolls, by keyboard too. */
export const code = (text: string, label = 'Code'): string =>
  `<pre tabindex="0" role="group" aria-label="${escape(label)}">${escape(text)}</pre>`

const callOf = (step: Failure['history'][number], times: string): string =>
  `<li>${step.waitedMs === undefined ? '' : `<span class="soft">${Number((step.waitedMs / 1000).toFixed(1))} s later</span> `}<b>${escape(step.operation)}</b>${times} <code>${escape(short(step.input))}</code>
<code class="${step.error ? 'refused' : 'answer'}">⇒ ${escape(outcome(step))}</code>${(step.change ?? []).map((line) => `<code class="answer">${escape(line)}</code>`).join('')}</li>`
