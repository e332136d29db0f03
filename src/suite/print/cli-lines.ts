import { neededCalls, Origins } from './origins.js'
import type { Origin } from './origins.js'
import type { PrintedCall } from './printed-call.js'
import { DEFAULT_ENDPOINT, type Seen } from './seen.js'

/** A history as lines for bash with the `aws` CLI and `jq`; plain requests as `curl`. Each names its endpoint: not every CLI finds all of them in the environment. */
export const cliLines = (calls: readonly PrintedCall[], { endpoint, region, endpoints = {} }: Seen): string => {
  const origins = new Origins()
  const needed = neededCalls(calls)
  const lines = calls.flatMap((call, nth) => {
    const line = call.protocol === 'http' ? curl(call, endpoints) : aws(call, origins, endpoints)
    origins.add(nth, call)
    const assigned = needed.has(nth) ? `R${nth + 1}=$(${line})` : line
    return [...(call.waitedMs > 0 ? [pause(call.waitedMs)] : []), call.times === 1 ? assigned : repeated(assigned, call)]
  })
  return [
    `export AWS_ENDPOINT_URL=${endpoint === undefined ? `"\${AWS_ENDPOINT_URL:-${DEFAULT_ENDPOINT}}"` : quoted(endpoint)} AWS_DEFAULT_REGION=${quoted(region)} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test`,
    ...(calls.some(({ protocol, service }) => protocol === 'query' && service.protocols[0] !== 'query')
      ? ['# Seen over the Query protocol, which the CLI of today does not speak.']
      : []),
    ...lines,
  ].join('\n')
}

const urlOf = (service: string, endpoints: NonNullable<Seen['endpoints']>): string =>
  endpoints[service] === undefined ? '"$AWS_ENDPOINT_URL"' : quoted(endpoints[service])

/** Members that the CLI calls otherwise than the API, since an option of all commands has that name. */
const RENAMED: Readonly<Record<string, string>> = { Endpoint: 'notification-endpoint' }
const optionOf = (member: string): string => RENAMED[member] ?? kebab(member)

const pause = (ms: number): string => `sleep ${ms / 1000}`

const repeated = (line: string, { times, everyMs }: PrintedCall): string =>
  `for n in $(seq ${times}); do ${line}${everyMs === 0 ? '' : `; ${pause(everyMs)}`}; done`

const aws = ({ service, region, operation, input }: PrintedCall, origins: Origins, endpoints: NonNullable<Seen['endpoints']>): string => {
  const options = Object.entries(input)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => option(optionOf(name), value, origins))
  return `aws --endpoint-url ${urlOf(service.id, endpoints)} ${service.id} ${kebab(operation)}${region === undefined ? '' : ` --region ${quoted(region)}`} --output json${options.join('')}`
}

/** The CLI has flags for booleans: `--overwrite`, `--no-overwrite`. */
const option = (name: string, value: unknown, origins: Origins): string =>
  typeof value === 'boolean' ? ` --${value ? '' : 'no-'}${name}` : ` --${name} ${argument(value, origins)}`

const curl = ({ service, operation, input }: PrintedCall, endpoints: NonNullable<Seen['endpoints']>): string => {
  const [method = 'POST', ...path] = operation.split(' ')
  const { headers, body } = input as { readonly headers: Readonly<Record<string, string>>; readonly body: unknown }
  const data = typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString('latin1')
  return (
    `curl -sS -i -X ${method} ${urlOf(service.id, endpoints)}${quoted(path.join(' '))}` +
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
