import type { CalledService, RecordedCall } from '../calls.js'
import { pausesBetween } from './pauses.js'
import { neededCalls, Origins } from './origins.js'
import type { Origin } from './origins.js'
import { literal, repetition } from './text.js'

const INDENT = '  '

/** Addresses of single services, where they have their own. */
export type Endpoints = Readonly<Record<string, string>>

/** A history as a module for the AWS SDK for JavaScript v3, which does what the case did when it is run. */
export const sdkCode = (calls: readonly RecordedCall[], endpoint: string, region: string, endpoints: Endpoints = {}): string => {
  const clients = new Map(calls.filter(({ protocol }) => protocol !== 'http').map((call) => [variableOf(call), call]))
  const origins = new Origins()
  const needed = neededCalls(calls)
  const pauses = pausesBetween(calls)
  const body = calls.flatMap((call, nth) => {
    const assigned = needed.has(nth) ? `const r${nth + 1} = ` : ''
    const expression = call.protocol === 'http' ? fetchOf(call, endpoints[call.service.id] ?? endpoint) : callOf(call, origins)
    const refused = call.failure ? `.catch((error) => console.log(${literal(call.operation)}, error.name))` : ''
    origins.add(nth, call)
    const line = `${assigned}await ${expression}${refused}`
    return [...pauseLines(pauses[nth]!), call.output && call.protocol !== 'http' && !assigned ? `console.log(${line})` : line]
  })
  return [
    ...new Set([...clients.values()].map(({ service: { sdk } }) => `import { ${sdk.client} } from '${sdk.module}'`)),
    ...[...clients].flatMap(([variable, { service, region: there = region }]) => [
      ...protocolNote(calls, service, variable),
      '',
      `const ${variable} = new ${service.sdk.client}({`,
      `${INDENT}endpoint: ${literal(endpoints[service.id] ?? endpoint)}, region: ${literal(there)}, maxAttempts: 1,`,
      `${INDENT}credentials: { accessKeyId: 'test', secretAccessKey: 'test' },`,
      '})',
    ]),
    ...body,
  ].join('\n')
}

/** `sqs`, or `sqsEuWest1` for another region than the history's. */
const variableOf = ({ service, region }: RecordedCall): string =>
  service.id.replace(/[^a-z0-9]/g, '') +
  (region ?? '')
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')

const protocolNote = (calls: readonly RecordedCall[], { id, protocols }: CalledService, variable: string): string[] => {
  const isQuery = calls.some(({ protocol, service }) => protocol === 'query' && service.id === id)
  return isQuery && protocols[0] !== 'query'
    ? [`// Seen over the Query protocol: give \`${variable}\` the \`protocol\` AwsQueryProtocol from '@aws-sdk/core/protocols'.`]
    : []
}

const pauseLines = (ms: number): string[] => (ms === 0 ? [] : [`await new Promise((resolve) => setTimeout(resolve, ${ms}))`])

const callOf = (call: RecordedCall, origins: Origins): string => {
  const method = call.operation[0]!.toLowerCase() + call.operation.slice(1)
  return `${variableOf(call)}.${method}(${code(call.input, origins)})`
}

const fetchOf = ({ operation, input }: RecordedCall, endpoint: string): string => {
  const [method = 'POST', ...path] = operation.split(' ')
  const { headers, body } = input as { readonly headers: object; readonly body: unknown }
  const empty = new Origins()
  const options = { method, headers, ...(method === 'GET' || body === '' ? {} : { body }) }
  return `fetch(${literal(endpoint + path.join(' '))}, ${code(options, empty)}).then(async (answer) => console.log(answer.status, await answer.text()))`
}

const code = (value: unknown, origins: Origins, depth = 0): string => {
  if (typeof value === 'string') return text(value, origins)
  if (value instanceof Uint8Array) return bytes(value)
  if (value instanceof Date) return `new Date(${literal(value.toISOString())})`
  if (value === undefined || value === null || typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map((item) => code(item, origins, depth + 1)).join(', ')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)}: ${code(member, origins, depth + 1)}`)
  if (members.length === 0) return '{}'
  const line = `{ ${members.join(', ')} }`
  if (line.length <= 100) return line
  const inner = INDENT.repeat(depth + 1)
  return `{\n${members.map((member) => `${inner}${member},\n`).join('')}${INDENT.repeat(depth)}}`
}

/** Many bytes of one value are made where they are needed. */
const bytes = (value: Uint8Array): string =>
  value.length > LONGEST_BYTES && value.every((byte) => byte === value[0])
    ? `Buffer.alloc(${value.length}, ${value[0]})`
    : `Buffer.from(${literal(Buffer.from(value).toString('base64'))}, 'base64')`
const LONGEST_BYTES = 100

const text = (value: string, origins: Origins): string => {
  const repeated = repetition(value)
  if (repeated !== undefined) return repeated
  return (
    origins
      .pieces(value)
      .map((piece) => (typeof piece === 'string' ? literal(piece) : reference(piece)))
      .join(' + ') || "''"
  )
}

const reference = ({ call, path }: Origin): string =>
  `r${call + 1}` +
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${literal(step)}]`))
    .join('')
