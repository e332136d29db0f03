import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import pico from 'picocolors'
import { afterAll, expect, test } from 'vitest'
import { reference } from '../../reference/index.js'
import { main } from '../../src/cli/program.js'
import { traceTo } from '../../src/oracle/trace/index.js'
import { admitting } from './admitting.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-sns-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

const check = async (...args: readonly string[]): Promise<{ readonly exit: number; readonly out: string }> => {
  const out: string[] = []
  const exit = await main(['check', ...args], {
    print: (text) => out.push(text),
    note: (text) => out.push(text),
    colours: pico.createColors(false),
    width: 100,
    live: false,
  })
  return { exit, out: out.join('\n') }
}

/** An app that publishes to a topic, and one that works off the queue behind it, in one trace. */
const app = async (name: string): Promise<string> => {
  const trace = traceTo(join(folder, name), { client: 'worker-1', target: 'the reference' })
  const world = reference({ clock: 'wall' })
  const [sns, sqs] = [new SNS(world.client()), new SQS(world.client())]
  sns.middlewareStack.use(trace)
  sqs.middlewareStack.use(trace)
  const { TopicArn } = await sns.createTopic({ Name: 'orders' })
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'work' })
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] })
  const QueueArn = Attributes?.['QueueArn'] ?? ''
  await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: admitting(QueueArn) } })
  await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: QueueArn })
  for (const Message of ['first', 'second', 'third']) await sns.publish({ TopicArn, Message })
  let left = 3
  while (left > 0) {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 })
    left -= Messages.length
    for (const { ReceiptHandle } of Messages) await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
  }
  await trace.close()
  return trace.path
}

test('what an app sent through a topic into a queue is judged, and nothing is wrong with it', async () => {
  const { exit, out } = await check(await app('good.ndjson'))
  expect(out).not.toContain('there is no oracle')
  expect(exit).toBe(0)
})

test('a message that a topic delivered is found where it is another one than was published', async () => {
  const path = await app('bad.ndjson')
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, -1)
  const at = lines.findIndex((line) => line.includes('"ReceiveMessage"') && line.includes('second'))
  // The digest of the body is not shown, so that nothing but what was published contradicts the message.
  lines[at] = lines[at]!.replace('second', 'sacond').replace(/"MD5OfBody":"[0-9a-f]*",?/g, '')
  writeFileSync(path, `${lines.join('\n')}\n`)
  const { exit, out } = await check(path)
  expect(out).toContain('sns.fanout.same-message-id-all')
  expect(exit).toBe(1)
})
