import { scaleLinear, scalePoint } from 'd3-scale'
import { escape } from '../report/escape.js'
import { timesOf } from '../suite/print/times.js'
import type { Failure, Step } from '../suite/result.js'
import { short } from '../report/step-line.js'
import { LANE_EVENTS, type LaneEvent, type LanesOf } from './lanes.js'

/** Longer histories, and more messages, are a wall: the text below has them all. */
const MOST_CALLS = 60
const MOST_LANES = 12

const STEP = 54
/** Room for the names of lanes, where there are any. */
const LEFT = { named: 130, bare: 30 } as const
const TOP = 118
const LANE = 34
const BOTTOM = 30

/** The history of a failure as a drawing: calls from left to right, a lane for each message, and where the answer came that is not documented. */
export const timeline = (failure: Failure, readers: readonly LanesOf[], id: string): string => {
  const calls = failure.history.slice(0, MOST_CALLS)
  if (calls.length === 0) return ''
  const events = readers.flatMap((lanesOf) => lanesOf(calls)).sort((a, b) => a.step - b.step)
  const lanes = [...new Set(events.map(({ lane }) => lane))].slice(0, MOST_LANES)
  const places = placesOf(calls)
  const left = lanes.length === 0 ? LEFT.bare : LEFT.named
  const end = places.at(-1)! + 0.8
  const width = left + end * STEP + 90
  const height = TOP + Math.max(lanes.length, 0.4) * LANE + BOTTOM
  const x = scaleLinear([0, end], [left, left + end * STEP])
  const y = scalePoint(lanes, [TOP + LANE / 2, TOP + LANE / 2 + (lanes.length - 1) * LANE])
  const xOf = (step: number): number => Math.round(x(places[step] ?? 0))
  const marked = divergentStep(failure, calls)
  const laneWords = lanes.length === 1 ? '1 message' : `${lanes.length} messages`
  const summary = `${calls.length} calls, ${laneWords}; call ${marked + 1} (${calls[marked]?.operation ?? ''}) is answered otherwise than documented`
  return `<figure class="timeline"><div class="scroll" tabindex="0" role="group" aria-label="Timeline of the calls">
<svg role="img" aria-labelledby="${id}" width="${Math.round(width)}" height="${Math.round(height)}" viewBox="0 0 ${Math.round(width)} ${Math.round(height)}">
<title id="${id}">${escape(summary)}</title>
${band(xOf(marked), height)}
${calls.map((call, nth) => callMark(call, xOf(nth), nth === marked, height)).join('\n')}
${calls.map((step, nth) => (nth > 0 && (step.waitedMs ?? 0) > 0 ? pause(step.waitedMs!, xOf(nth - 1), xOf(nth)) : '')).join('')}
${lanes.map((lane) => laneOf(lane, events, y(lane) ?? TOP, xOf, Math.round(x(end)))).join('\n')}
</svg></div>
<figcaption><span>call ${marked + 1}, ${escape(calls[marked]?.operation ?? '')}, differs</span>${lanes.length > 0 ? LEGEND : ''}</figcaption></figure>`
}

/** Where each call stands, in steps: a wait makes room in proportion, up to three steps. */
const placesOf = (calls: readonly Step[]): readonly number[] => {
  const room = scaleLinear([0, 30_000], [0.4, 2.4]).clamp(true)
  let place = 0.3
  return calls.map((step, nth) => {
    if (nth > 0) place += 1 + (step.waitedMs === undefined ? 0 : room(step.waitedMs))
    return place
  })
}

/** Operations that are asked to look: an order, a number or a value that is not as documented shows in their answers. */
const LOOKS = /^(?:Receive|Get|List|Describe|GET )/

/** The call whose answer is the matter: the last of the operation that the message names, else the last that looked or was refused, else the last of all. */
const divergentStep = ({ message }: Failure, calls: readonly Step[]): number => {
  const named = calls.map((step, nth) => (message.includes(step.operation) ? nth : -1)).filter((nth) => nth >= 0)
  const looked = calls.findLastIndex(({ error, operation }) => error !== undefined || LOOKS.test(operation))
  return named.at(-1) ?? (looked < 0 ? calls.length - 1 : looked)
}

const band = (x: number, height: number): string =>
  `<rect class="band" x="${x - STEP / 2 + 4}" y="${TOP - 12}" width="${STEP - 8}" height="${height - TOP - 4}" rx="4"/>` +
  `<text class="marked" x="${x}" y="${height - 6}" text-anchor="middle">✗ differs</text>`

const callMark = (step: Step, x: number, isMarked: boolean, height: number): string => {
  const refused = step.error !== undefined
  const label = `${step.operation}${timesOf(step)}`
  const detail = `${label} ${short(step.input).slice(0, 200)}${refused ? ` ⇒ ${step.error.name}` : ''}`
  return (
    `<g class="call${isMarked ? ' differs' : ''}${refused ? ' refused' : ''}"><title>${escape(detail)}</title>` +
    `<line x1="${x}" x2="${x}" y1="${TOP - 12}" y2="${height - BOTTOM + 4}"/>` +
    `<text transform="translate(${x - 2} ${TOP - 18}) rotate(-42)">${escape(label.slice(0, 30))}</text>` +
    `<text class="mark" x="${x}" y="${TOP - 2}" text-anchor="middle">${refused ? '✗' : '•'}</text></g>`
  )
}

const pause = (ms: number, from: number, to: number): string =>
  `<text class="pause" x="${(from + to) / 2}" y="${TOP - 2}" text-anchor="middle">${escape(`${Number((ms / 1000).toFixed(1))} s`)}</text>`

/** A lane from its first event on: thin where the message can be received, thick where somebody has it, none when it is gone. */
const laneOf = (lane: string, all: readonly LaneEvent[], y: number, xOf: (step: number) => number, end: number): string => {
  const events = all.filter((event) => event.lane === lane)
  const label = events.find((event) => event.label !== undefined)?.label ?? lane
  const parts = events.map((event, nth) => {
    const from = xOf(event.step)
    const next = events[nth + 1]
    const to = next === undefined ? end : xOf(next.step)
    const state = event.kind === 'received' ? 'flight' : 'visible'
    const line = event.kind === 'deleted' || to === from ? '' : `<line class="${state}" x1="${from}" x2="${to}" y1="${y}" y2="${y}"/>`
    return { line, mark: markOf(event.kind, from, y) }
  })
  return (
    `<g class="lane"><text class="name" x="${LEFT.named - 12}" y="${y + 4}" text-anchor="end">${escape(shortened(label))}<title>${escape(`${lane} ${label.slice(0, 300)}`)}</title></text>` +
    `${parts.map(({ line }) => line).join('')}${parts.map(({ mark }) => mark).join('')}</g>`
  )
}

const shortened = (text: string): string => (text.length > 17 ? `${text.slice(0, 16)}…` : text)

/** Each event has a form of its own, not a colour alone. */
const markOf = (kind: LaneEvent['kind'], x: number, y: number): string => {
  switch (kind) {
    case 'sent':
      return `<circle class="sent" cx="${x}" cy="${y}" r="6"/>`
    case 'received':
      return `<rect class="received" x="${x - 6}" y="${y - 6}" width="12" height="12" rx="2"/>`
    case 'released':
      return `<path class="released" d="M${x - 6} ${y + 5}L${x} ${y - 6}L${x + 6} ${y + 5}Z"/>`
    case 'deleted':
      return `<path class="deleted" d="M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x + 5} ${y - 5}L${x - 5} ${y + 5}"/>`
  }
}

const icon = (kind: LaneEvent['kind']): string =>
  `<svg width="16" height="16" aria-hidden="true"><g class="lane">${markOf(kind, 8, 8)}</g></svg>`
const stroke = (state: string): string =>
  `<svg width="26" height="16" aria-hidden="true"><g class="lane"><line class="${state}" x1="1" x2="25" y1="8" y2="8"/></g></svg>`

const LEGEND = [
  ...LANE_EVENTS.map((kind) => `${icon(kind)} ${kind}`),
  `${stroke('visible')} can be received`,
  `${stroke('flight')} in flight`,
]
  .map((entry) => `<span>${entry}</span>`)
  .join('')
