import { createReadStream, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { readAdvisories } from '../contract/advisories.js'
import { type Contract, writeContract } from '../contract/contract.js'
import { derive } from '../contract/derive/derive.js'
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
  readonly json?: true
}

/** `touchstone derive`: makes a contract of traces: of a producer's and a consumer's, one that spans both. */
export const runDerive = async (terminal: Terminal, files: readonly string[], options: DeriveOptions): Promise<Exit> => {
  const { output, account, region, service } = options
  const [registry, advisories] = await Promise.all([readRegistry(), readAdvisories()])
  let contract: Contract
  try {
    const traces = await readTraces(
      files.map((file) => ({ file, bytes: createReadStream(file, { highWaterMark: 1 << 18 }) })),
      { descriptions: registry.descriptions, account, region, services: service, order: 'received' },
    )
    const folder = output === '-' ? '.' : dirname(output)
    contract = await derive(traces, { registry, advisories, suite: version(), traces: files.map((file) => relative(folder, file)) })
  } catch (error) {
    throw new UsageError(whyNot(error))
  }
  if (contract.judged.exchanges === 0) throw new UsageError('There is no exchange in the trace.')
  const text = writeContract(contract)
  if (output === '-') terminal.print(text.trimEnd())
  else {
    writeFileSync(output, text)
    terminal.print(page(contract, output, terminal))
  }
  return EXIT.conforms
}

const page = ({ clauses, freedoms, broken, limits, advice, judged }: Contract, output: string, { colours, width }: Terminal): string => {
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
  if (broken.length > 0) lines.push(colours.red(`Answers in the trace broke ${broken.join(', ')}: touchstone check tells how.`), '')
  lines.push(
    `${judged.exchanges} exchanges rely on ${colours.bold(String(clauses.length))} clauses${freedoms.length > 0 ? `, and lived with ${freedoms.length} liberties of the service` : ''}.`,
    `${colours.green('✓')} ${colours.bold(output)}  Next: touchstone verify ${output} --endpoint http://localhost:4566`,
  )
  return lines.join('\n')
}
