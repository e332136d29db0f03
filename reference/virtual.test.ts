import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { expect, test } from 'vitest'
import { reference } from './index.js'

const START = Date.UTC(2026, 0, 1)
const protocols = { json: {}, query: { protocol: AwsQueryProtocol } }

for (const [protocol, config] of Object.entries(protocols)) {
  test(`${protocol}: on a virtual clock an empty long poll takes its time exactly, and no real time`, async () => {
    const aws = reference({ clock: 'virtual', start: START })
    const sqs = new SQSClient({ ...aws.client(), ...config })
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
    for (let i = 1; i <= 100; i++) {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }))
      expect([Messages, aws.clock.now()]).toEqual([undefined, START + i * 20_000])
    }
  })

  test(`${protocol}: a long poll is answered at the instant at which a message comes`, async () => {
    const aws = reference({ clock: 'virtual', start: START })
    const sqs = new SQSClient({ ...aws.client(), ...config })
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
    const receive = async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, VisibilityTimeout: 3 }))
      return Messages.map(({ Body }) => `${Body} ${aws.clock.now() - START}`)
    }
    const sendAt = async (ms: number, body: string, delay: number) => {
      await aws.clock.sleep(ms)
      // A client of its own, so that its first use happens while others wait.
      const own = new SQSClient({ ...aws.client(), ...config })
      await own.send(new SendMessageCommand({ QueueUrl, MessageBody: body, DelaySeconds: delay }))
    }
    const [polled] = await Promise.all([receive(), sendAt(7_000, 'now', 0), sendAt(6_000, 'delayed', 5)])
    expect(polled).toEqual(['now 7000'])
    expect(await receive()).toEqual(['now 10000'])
    expect(await receive()).toEqual(['delayed 11000'])
  })
}

test('a client that is used for the first time while another waits does not lose the race against a jump', async () => {
  for (let round = 0; round < 20; round++) {
    const aws = reference({ clock: 'virtual', start: START })
    const first = new SQSClient(aws.client())
    const { QueueUrl } = await first.send(new CreateQueueCommand({ QueueName: 'q' }))
    const poll = first.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }))
    await new SQSClient(aws.client()).send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))
    expect((await poll).Messages).toHaveLength(1)
    expect(aws.clock.now()).toBe(START)
  }
})

test('worlds do not move each other', async () => {
  const aws = reference({ clock: 'virtual', start: START })
  await aws.world('111111111111').clock.sleep(1000)
  expect(aws.world('111111111111').clock.now()).toBe(START + 1000)
  expect(aws.clock.now()).toBe(START)
})

test('many consumers and producers in one world, a hundred worlds at once', async () => {
  const aws = reference({ clock: 'virtual', start: START })
  const world = async (n: number) => {
    const { clock, client } = aws.world(String(n).padStart(12, '0'))
    const sqs = new SQSClient(client())
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { ReceiveMessageWaitTimeSeconds: '20' } }))
    const got: string[] = []
    const consume = async () => {
      for (let i = 0; i < 3; i++) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
        got.push(...Messages.map(({ Body }) => `${Body}@${clock.now() - START}`))
      }
    }
    const produce = async (body: string, ms: number) => {
      await clock.sleep(ms)
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }))
    }
    await Promise.all([consume(), consume(), produce('a', 1000), produce('b', 2000), produce('c', 2000), produce('d', 30_000)])
    return got.sort().join(' ')
  }
  const seen = await Promise.all(Array.from({ length: 100 }, (_, n) => world(n)))
  // Two consumers of three receives each: all four messages come, each at the instant at which it was sent.
  expect(new Set(seen)).toEqual(new Set(['a@1000 b@2000 c@2000 d@30000']))
})
