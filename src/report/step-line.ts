import type { Json, Step } from '../suite/result.js'

const LONGEST = 300

/** A value as a person writes it in code: `{ MaxNumberOfMessages: 10 }`. */
export const short = (value: Json): string => {
  const text = written(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

const written = (value: Json): string => {
  if (typeof value === 'string')
    return `'${value.replace(/[\\']/g, '\\$&').replace(/[\u0000-\u001f]/g, (c) => JSON.stringify(c).slice(1, -1))}'`
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(written).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value as Readonly<Record<string, Json>>)
    return members.length === 0 ? '{}' : `{ ${members.map(([name, item]) => `${memberName(name)}: ${written(item)}`).join(', ')} }`
  }
  return String(value)
}

const memberName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : written(name))

/** What came back of a call, on one line. */
export const outcome = ({ output, error }: Step): string => {
  if (error) return `${error.name}${error.status === undefined ? '' : ` (${error.status})`}: ${error.message}`
  return output === undefined ? 'no answer' : short(output)
}

/** One call on one line: `SendMessage { … } ⇒ { … }`. */
export const stepLine = (step: Step): string => `${step.operation} ${short(step.input)} ⇒ ${outcome(step)}`
