import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { listen, services } from '../../reference/index.js'
import { readRegistry } from '../oracle/check/registry.js'
import { readTraces } from '../oracle/trace/read-trace.js'
import { TREE } from '../tree.js'
import { readAdvisories } from './advisories.js'
import { derive } from './derive/derive.js'
import { runOnce } from './harden/run-once.js'
import { pointedTo } from './record/environment.js'
import { openProxy } from './record/proxy.js'
import { endpointUpstream } from './record/upstream.js'
import { runCommand } from './run-command.js'

/** Each example has a variant with a bug, which one surprise or two show. */
const EXAMPLES = [
  {
    name: 'order-worker',
    test: 'every order is charged',
    surprises: ['sqs.batch.partial-failure-200 SendMessageBatch to orders.fifo #4'],
    relies: ['sqs.fifo.order.strict-per-group', 'sqs.batch.result-lists'],
  },
  {
    name: 'fan-out',
    test: 'the stock is what was not sold',
    surprises: ['sqs.receive.duplicate-after-delete-standard message 1 of sales-stock #1'],
    relies: ['sns.publish.returns-message-id', 'sns.raw.sqs-body-only', 'sns.publish.message-id-unique', 'sns.filter.no-policy-all'],
  },
  {
    name: 'clickstream',
    test: 'no click is lost between two readers',
    surprises: ['kinesis.get.may-return-empty-with-data-ahead GetRecords #3', 'kinesis.get.may-return-empty-with-data-ahead GetRecords #4'],
    relies: [
      'kinesis.iterator.trim-horizon',
      'kinesis.iterator.after-sequence-number-starts-next',
      'kinesis.get.sequence-matches-put',
      'kinesis.get.limit-honoured',
    ],
  },
] as const

const folder = mkdtempSync(join(tmpdir(), 'touchstone-examples-'))
afterAll(() => rmSync(folder, { recursive: true }))
const command = [process.execPath, '--test'] as const
const cwdOf = (name: string): string => join(TREE, 'examples', name)

describe.each(EXAMPLES)('$name', ({ name, test: broken, surprises, relies }) => {
  const run = async (isBuggy: boolean) => {
    process.env['BUGGY'] = isBuggy ? '1' : ''
    return runOnce({ command, cwd: cwdOf(name), timeoutMs: 60_000 }, { seed: 1, adversity: 'hostile', script: new Set<string>(surprises) })
  }

  test('few surprises break the variant with the bug', { timeout: 90_000 }, async () => {
    const { failed, dealt } = await run(true)
    expect(dealt.map(({ id }) => id)).toEqual(surprises)
    expect([...failed]).toContain(broken)
  })

  test('and not the one without', { timeout: 90_000 }, async () => {
    const { failed, dealt, passed, output } = await run(false)
    expect(dealt.map(({ id }) => id)).toEqual(surprises)
    expect([...failed], output).toEqual([])
    expect([...passed]).toContain(broken)
  })

  test('what it relies on can be recorded and derived', { timeout: 90_000 }, async () => {
    process.env['BUGGY'] = ''
    const trace = join(folder, `${name}.ndjson`)
    const server = await listen({ seed: 1 })
    const proxy = await openProxy({ to: endpointUpstream(server.url), services, trace })
    const ids = services.map(({ id }) => id)
    const { code, output } = await runCommand(command, { env: pointedTo(proxy.url, ids), cwd: cwdOf(name), output: 'kept' })
    await proxy.close()
    await server.close()
    expect(code, output).toBe(0)
    const registry = await readRegistry()
    const traces = await readTraces([{ file: trace, bytes: createReadStream(trace) }], {
      descriptions: registry.descriptions,
      order: 'received',
    })
    const contract = await derive(traces, { registry, advisories: await readAdvisories(), suite: '', traces: [trace] })
    expect(contract.broken).toEqual([])
    expect(contract.judged.exchanges).toBeGreaterThan(5)
    expect(contract.clauses.map(({ id }) => id)).toEqual(expect.arrayContaining([...relies]))
  })
})
