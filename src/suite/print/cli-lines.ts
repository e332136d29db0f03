import type { RecordedCall } from '../calls.js'
import { neededCalls, Origins } from './origins.js'
import type { Origin } from './origins.js'
import { pausesBetween } from './pauses.js'
import type { Endpoints } from './sdk-code.js'

/** A history as lines for bash with the `aws` CLI and `jq`; plain requests as `curl`. */
export const cliLines = (calls: readonly RecordedCall[], endpoint: string, region: string, endpoints: Endpoints = {}): string => {
  const origins = new Origins()
  const needed = neededCalls(calls)
  const pauses = pausesBetween(calls)
  const urlOf = ({ service }: RecordedCall): string =>
    endpoints[service.id] === undefined ? '"$AWS_ENDPOINT_URL"' : quoted(endpoints[service.id]!)
  const lines = calls.flatMap((call, nth) => {
    const line = call.protocol === 'http' ? curl(call, urlOf(call)) : aws(call, urlOf(call), origins)
    origins.add(nth, call)
    return [...(pauses[nth]! > 0 ? [`sleep ${pauses[nth]! / 1000}`] : []), needed.has(nth) ? `R${nth + 1}=$(${line})` : line]
  })
  return [
    `export AWS_ENDPOINT_URL=${quoted(endpoint)} AWS_DEFAULT_REGION=${quoted(region)} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test`,
    ...(calls.some(({ protocol, service }) => protocol === 'query' && service.protocols[0] !== 'query')
      ? ['# Seen over the Query protocol, which the CLI of today does not speak.']
      : []),
    ...lines,
  ].join('\n')
}

const aws = ({ service, region, operation, input }: RecordedCall, url: string, origins: Origins): string => {
  const options = Object.entries(input)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` --${kebab(name)} ${argument(value, origins)}`)
  return `aws --endpoint-url ${url} ${service.id} ${kebab(operation)}${region === undefined ? '' : ` --region ${quoted(region)}`} --output json${options.join('')}`
}

const curl = ({ operation, input }: RecordedCall, url: string): string => {
  const [method = 'POST', ...path] = operation.split(' ')
  const { headers, body } = input as { readonly headers: Readonly<Record<string, string>>; readonly body: unknown }
  const data = typeof body === 'string' ? body : Buffer.from(body as readonly number[]).toString('latin1')
  return (
    `curl -sS -i -X ${method} ${url}${quoted(path.join(' '))}` +
    Object.entries(headers)
      .map(([name, value]) => ` -H ${quoted(`${name}: ${value}`)}`)
      .join('') +
    (method === 'GET' || data === '' ? '' : ` --data-binary ${long(data) ?? quoted(data)}`)
  )
}

const argument = (value: unknown, origins: Origins): string => {
  if (typeof value === 'string') return word(value, origins)
  if (value instanceof Uint8Array) return bytes(value)
  if (typeof value === 'object' && value !== null) return word(JSON.stringify(value, forCli), origins)
  return quoted(String(value))
}

/** The CLI takes bytes in base64. */
const bytes = (value: Uint8Array): string =>
  value.length > LONGEST ? quoted(`(${value.length} bytes, as in the SDK code)`) : quoted(Buffer.from(value).toString('base64'))
const forCli = (_name: string, value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value)

const word = (text: string, origins: Origins): string =>
  long(text) ??
  (origins
    .pieces(text)
    .map((piece) => (typeof piece === 'string' ? quoted(piece) : reference(piece)))
    .join('') ||
    "''")

const LONGEST = 2000

/** A long text of one character is made where it is needed; no shell takes it on its line otherwise. */
const long = (text: string): string | undefined => {
  if (text.length <= LONGEST) return undefined
  const [first = ''] = text
  const count = [...text].length
  return /^[\w-]$/.test(first) && text === first.repeat(count)
    ? `"$(head -c ${count} /dev/zero | tr '\\0' ${quoted(first)})"`
    : quoted(`(${count} characters, as in the SDK code)`)
}

const reference = ({ call, path }: Origin): string => {
  const steps = path.map((step) =>
    typeof step === 'number' ? `[${step}]` : /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `.[${JSON.stringify(step)}]`,
  )
  return `"$(jq -r ${quoted(steps.join('').replace(/^\[/, '.['))} <<<"$R${call + 1}")"`
}

/** As one word of a shell. */
const quoted = (text: string): string => (/^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** `QueueUrl` as the CLI spells it: `queue-url`; `AWSAccountIds`: `aws-account-ids`. */
const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
