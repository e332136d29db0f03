import { execFile, spawnSync } from 'node:child_process'
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { listen, services } from '../../reference/index.js'
import type { TracedExchange } from '../../src/oracle/trace/form.js'
import { readTraces, type TraceFacts } from '../../src/oracle/trace/read-trace.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-trace-docs-'))
afterAll(() => rmSync(folder, { recursive: true }))

const docs = readFileSync(new URL('../../docs/traces.md', import.meta.url), 'utf8')
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(docs)?.[1] ?? ''
const read = async (file: string): Promise<{ readonly exchanges: readonly TracedExchange[]; readonly facts: TraceFacts }> => {
  const descriptions = Object.fromEntries(services.map(({ id, protocol }) => [id, protocol.operations]))
  const traces = await readTraces([{ file, bytes: createReadStream(file) }], { descriptions })
  const exchanges: TracedExchange[] = []
  for await (const exchange of traces.exchanges) exchanges.push(exchange)
  return { exchanges, facts: traces.facts }
}

test('the example of the form is of the form', async () => {
  const file = join(folder, 'example.ndjson')
  writeFileSync(file, block('json'))
  const { exchanges, facts } = await read(file)
  expect(exchanges.map(({ outcome }) => outcome.kind)).toEqual(['answered', 'refused', 'lost'])
  expect(facts).toMatchObject({ leftOut: [], withoutEnd: [] })
})

const python = process.env['PYTHON'] ?? 'python3'
const hasBoto3 = spawnSync(python, ['-c', 'import boto3']).status === 0

test.skipIf(!hasBoto3)('the recipe for boto3 writes a trace', async () => {
  const server = await listen({ port: 0, host: '127.0.0.1' })
  const script = join(folder, 'app.py')
  writeFileSync(
    script,
    `import boto3
sqs = boto3.client("sqs")
${block('python')}
url = sqs.create_queue(QueueName="orders")["QueueUrl"]
sqs.send_message(QueueUrl=url, MessageBody="a", MessageAttributes={"b": {"DataType": "Binary", "BinaryValue": b"\\x00\\xff"}})
sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])
try:
    sqs.get_queue_url(QueueName="nothing")
except sqs.exceptions.QueueDoesNotExist:
    pass
gone = boto3.client("sqs", endpoint_url="http://127.0.0.1:1", config=boto3.session.Config(retries={"total_max_attempts": 2}))
trace_to(gone, "gone.ndjson")
try:
    gone.list_queues()
except Exception:
    pass
`,
  )
  await promisify(execFile)(python, [script], {
    cwd: folder,
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: server.url,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  })
  await server.close()
  const { exchanges, facts } = await read(join(folder, 'trace.ndjson'))
  expect(facts.leftOut).toEqual([])
  expect(exchanges.map(({ operation, outcome }) => [operation, outcome.kind])).toEqual([
    ['CreateQueue', 'answered'],
    ['SendMessage', 'answered'],
    ['ReceiveMessage', 'answered'],
    ['GetQueueUrl', 'refused'],
  ])
  expect(exchanges[1]?.input).toMatchObject({ MessageAttributes: { b: { BinaryValue: Uint8Array.of(0, 255) } } })
  expect((await read(join(folder, 'gone.ndjson'))).exchanges.map(({ outcome }) => outcome.kind)).toEqual(['lost', 'lost'])
})
