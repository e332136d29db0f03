import { isDeepStrictEqual } from 'node:util'
import { neededCalls, Origins } from './origins.js'
import type { Origin } from './origins.js'
import type { PrintedCall } from './printed-call.js'
import { DEFAULT_ENDPOINT, type Seen } from './seen.js'
import { literal, repetition } from './text.js'

const INDENT = '  '

/** A history as a module for the AWS SDK for JavaScript v3, which does what the case did when it is run. */
export const sdkCode = (calls: readonly PrintedCall[], { endpoint, region, endpoints = {} }: Seen): string => {
  const clients = new Map(calls.filter(({ protocol }) => protocol !== 'http').map((call) => [variableOf(call), call]))
  const origins = new Origins()
  const needed = neededCalls(calls)
  const addressOf = (service: string): string => {
    const address = endpoints[service] ?? endpoint
    return address === undefined ? `process.env.AWS_ENDPOINT_URL ?? ${literal(DEFAULT_ENDPOINT)}` : literal(address)
  }
  const body = calls.flatMap((call, nth) => {
    const assigned = needed.has(nth) ? `const r${nth + 1} = ` : ''
    const isPlain = call.protocol === 'http'
    const expression = isPlain ? fetchOf(call, addressOf(call.service.id)) : callOf(call, origins)
    const refused = call.isRefused ? `.catch((error) => console.log(${literal(call.operation)}, error.name))` : ''
    origins.add(nth, call)
    const line = `${assigned}await ${expression}${refused}`
    return [...pauseLines(call.waitedMs), ...repeated(call.output && !isPlain && !assigned ? `console.log(${line})` : line, call)]
  })
  return [
    ...new Set([...clients.values()].map(({ service: { sdk } }) => `import { ${sdk.client} } from '${sdk.module}'`)),
    ...[...clients].flatMap(([variable, { service, region: there = region }]) => [
      ...protocolNote(calls, service, variable),
      '',
      `const ${variable} = new ${service.sdk.client}({`,
      `${INDENT}endpoint: ${addressOf(service.id)}, region: ${literal(there)}, maxAttempts: 1,`,
      `${INDENT}credentials: { accessKeyId: 'test', secretAccessKey: 'test' },`,
      '})',
    ]),
    ...body,
  ].join('\n')
}

const repeated = (line: string, { times, everyMs }: PrintedCall): readonly string[] =>
  times === 1
    ? [line]
    : [
        `for (let n = 0; n < ${times}; n++) {`,
        ...[line, ...pauseLines(everyMs)].map((one) => INDENT + one.replaceAll('\n', `\n${INDENT}`)),
        '}',
      ]

/** `sqs`, or `sqsEuWest1` for another region than the history's. */
const variableOf = ({ service, region }: PrintedCall): string =>
  service.id.replace(/[^a-z0-9]/g, '') +
  (region ?? '')
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')

const protocolNote = (calls: readonly PrintedCall[], { id, protocols }: PrintedCall['service'], variable: string): string[] => {
  const isQuery = calls.some(({ protocol, service }) => protocol === 'query' && service.id === id)
  return isQuery && protocols[0] !== 'query'
    ? [`// Seen over the Query protocol: give \`${variable}\` the \`protocol\` AwsQueryProtocol from '@aws-sdk/core/protocols'.`]
    : []
}

const pauseLines = (ms: number): string[] => (ms === 0 ? [] : [`await new Promise((resolve) => setTimeout(resolve, ${ms}))`])

const callOf = (call: PrintedCall, origins: Origins): string => {
  const method = call.operation[0]!.toLowerCase() + call.operation.slice(1)
  return `${variableOf(call)}.${method}(${code(call.input, origins)})`
}

const fetchOf = ({ operation, input }: PrintedCall, address: string): string => {
  const [method = 'POST', ...path] = operation.split(' ')
  const { headers, body } = input as { readonly headers: object; readonly body: unknown }
  const empty = new Origins()
  const where = path.join(' ')
  const target = address.startsWith("'") ? `${address.slice(0, -1)}${literal(where).slice(1)}` : `(${address}) + ${literal(where)}`
  const options = { method, headers, ...(method === 'GET' || body === '' ? {} : { body }) }
  return `fetch(${target}, ${code(options, empty)}).then(async (answer) => console.log(answer.status, await answer.text()))`
}

const code = (value: unknown, origins: Origins, depth = 0): string => {
  if (typeof value === 'string') return text(value, origins)
  if (value instanceof Uint8Array) return bytes(value)
  if (value instanceof Date) return `new Date(${literal(value.toISOString())})`
  if (value === undefined || value === null || typeof value !== 'object') return String(value)
  if (Array.isArray(value) && value.length > LONGEST_LIST && value.every((item) => isDeepStrictEqual(item, value[0])))
    return `Array(${value.length}).fill(${code(value[0], origins, depth)})`
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
const LONGEST_LIST = 4

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
