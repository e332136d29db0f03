import { createReadStream, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { readAdvisories } from '../contract/advisories.js'
import { type Contract, writeContract } from '../contract/contract.js'
import { ContractError } from '../contract/contract-error.js'
import { derive } from '../contract/derive/derive.js'
import { isPointer } from '../contract/flows/pointer.js'
import type { Breach, Promises } from '../contract/flows/flow.js'
import { Payloads, payloadSource } from '../contract/payloads/payloads.js'
import { readRegistry } from '../oracle/check/registry.js'
import { readTraces } from '../oracle/trace/read-trace.js'
import { wrap } from '../report/table.js'
import { whyNot } from './check.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import type { Terminal } from './terminal.js'
import { version } from './version.js'

export interface DeriveOptions {
  readonly output: string
  readonly account?: string
  readonly region?: string
  readonly service?: readonly string[]
  readonly payload?: readonly string[]
  readonly key?: string
}

/** `touchstone derive`: makes a contract of traces: of a producer's and a consumer's, one that spans both. */
export const runDerive = async (terminal: Terminal, files: readonly string[], options: DeriveOptions): Promise<Exit> => {
  const { output, account, region, service, key } = options
  if (key !== undefined && !isPointer(key)) throw new UsageError(`--key takes a JSON Pointer, such as /orderId; "${key}" is none.`)
  const folder = output === '-' ? '.' : dirname(output)
  const [registry, advisories] = await Promise.all([readRegistry(), readAdvisories()])
  let contract: Contract
  let breaches: readonly Breach[] = []
  try {
    const traces = await readTraces(
      files.map((file) => ({ file, bytes: createReadStream(file, { highWaterMark: 1 << 18 }) })),
      { descriptions: registry.descriptions, account, region, services: service, order: 'received' },
    )
    const sources = (options.payload ?? []).map(payloadSource).map((source) => ({ ...source, file: relative(folder, source.file) }))
    const isMasked = traces.facts.headers.some(({ redacted }) => redacted !== undefined)
    if (isMasked && sources.length > 0)
      throw new UsageError('The bodies in the trace are masked: payloads cannot be told. Record without --redact.')
    const payloads = await Payloads.read(sources, folder)
    contract = await derive(traces, {
      registry,
      advisories,
      suite: version(),
      traces: files.map((file) => relative(folder, file)),
      payloads,
      key,
    })
    ;({ breaches } = await payloads.end())
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(error instanceof ContractError ? error.message : whyNot(error))
  }
  if (contract.judged.exchanges === 0) throw new UsageError('There is no exchange in the trace.')
  const text = writeContract(contract)
  if (output === '-') terminal.print(text.trimEnd())
  else {
    writeFileSync(output, text)
    terminal.print(page(contract, breaches, output, terminal))
  }
  return EXIT.conforms
}

const page = (
  { clauses, freedoms, broken, limits, advice, judged, flows }: Contract,
  breaches: readonly Breach[],
  output: string,
  { colours, width }: Terminal,
): string => {
  const lines: string[] = []
  for (const { about, says, clause, source, count, first } of advice)
    lines.push(
      `${colours.yellow('!')} ${colours.bold(about)}  ${colours.dim(`${first}${count > 1 ? `, ${count} times` : ''}`)}`,
      `    ${wrap(says, width, '    ')}`,
      colours.dim(`    ${clause} · ${source.split(' — ')[0] ?? ''}`),
      '',
    )
  for (const { what, most, seen, first } of limits) lines.push(`${colours.yellow('!')} ${what}: ${seen} of ${most} ${colours.dim(first)}`)
  if (limits.length > 0) lines.push('')
  for (const { through, says, count, spot } of breaches)
    lines.push(
      `${colours.red('✗')} ${colours.bold(through)}  ${colours.dim(`${spot === undefined ? '' : `${spot.file}:${spot.line}`}${count > 1 ? `, ${count} times` : ''}`)}`,
      `    ${wrap(says, width, '    ')}`,
      '',
    )
  for (const { through, producers, consumers, messages, promises } of flows)
    if (consumers.length > 0)
      lines.push(
        `${colours.bold(through)}  ${namesOf(producers)} → ${namesOf(consumers)}, ${Math.max(messages.sent, messages.delivered - messages.again)} messages${promised(promises)}`,
      )
  if (flows.some(({ consumers }) => consumers.length > 0)) lines.push('')
  if (broken.length > 0) lines.push(colours.red(`Answers in the trace broke ${broken.join(', ')}: touchstone check tells how.`), '')
  lines.push(
    `${judged.exchanges} exchanges rely on ${colours.bold(String(clauses.length))} clauses${freedoms.length > 0 ? `, and lived with ${freedoms.length} liberties of the service` : ''}.`,
    `${colours.green('✓')} ${colours.bold(output)}  Next: touchstone verify ${output} --endpoint http://localhost:4566`,
  )
  return lines.join('\n')
}

const namesOf = (files: readonly string[]): string => files.join(', ') || 'elsewhere'
const promised = ({ order, deletedInTime, once }: Promises): string =>
  [
    order === undefined ? [] : [`in order of ${order.by}`],
    deletedInTime ? ['deleted in time'] : [],
    once === undefined ? [] : [once.by === '' ? 'none twice' : `once for each ${once.by}`],
  ]
    .flat()
    .map((one) => `, ${one}`)
    .join('')
