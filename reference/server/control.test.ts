import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { ListPhoneNumbersOptedOutCommand, SNSClient } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Listening } from '../index.js'

const START = Date.UTC(2026, 0, 1)
let server: Listening
beforeAll(async () => {
  server = await listen({ clock: 'manual', seed: 1, start: START })
})
afterAll(() => server.close())

const ask = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { 'Content-Type': 'application/json' },
) => {
  const answer = await fetch(`${server.url}/_touchstone/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, ...((await answer.json()) as { readonly waiting?: number }) }
}
const untilWaiting = async (account: string) => {
  for (;;) if ((await ask('GET', `worlds/${account}/clock`)).waiting === 1) return
}
const client = (account: string) =>
  new SQSClient({ endpoint: server.url, region: 'us-east-1', credentials: { accessKeyId: account, secretAccessKey: 'x' }, maxAttempts: 1 })

test('health tells what the server is', async () => {
  expect(await ask('GET', 'health')).toMatchObject({ status: 'ok', clock: 'manual', seed: 1 })
})

test('a clock is read and put forward, in its own world only', async () => {
  const sqs = client('000000000001')
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { DelaySeconds: '10' } }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))
  expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined()
  expect(await ask('POST', 'worlds/000000000001/clock/advance', { ms: 10_000 })).toEqual({
    status: 200,
    account: '000000000001',
    clock: 'manual',
    now: START + 10_000,
    time: '2026-01-01T00:00:10.000Z',
    waiting: 0,
  })
  expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toHaveLength(1)
  expect(await ask('GET', 'worlds/000000000002/clock')).toMatchObject({ now: START })
})

test('advancing answers long polls', async () => {
  const sqs = client('000000000003')
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds: 5 }))
  const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }))
  await untilWaiting('000000000003')
  await ask('POST', 'worlds/000000000003/clock/advance', { ms: 20_000 })
  expect((await poll).Messages).toHaveLength(1)
})

test('a reset forgets everything and answers those who wait; one seed draws one world', async () => {
  const sqs = client('000000000004')
  const round = async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
    return { QueueUrl, ...(await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))) }
  }
  await ask('PUT', 'worlds/000000000004/seed', { seed: 7 })
  const first = await round()
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: first.QueueUrl }))
  const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl: first.QueueUrl, WaitTimeSeconds: 20 }))
  const refused = expect(poll).rejects.toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } })
  await untilWaiting('000000000004')
  await ask('POST', 'worlds/000000000004/clock/advance', { ms: 5 })
  expect(await ask('POST', 'worlds/000000000004/reset')).toEqual({ status: 200, account: '000000000004', seed: 7 })
  await refused
  expect(await ask('GET', 'worlds/000000000004/clock')).toMatchObject({ now: START })
  expect((await round()).MessageId).toBe(first.MessageId)
  expect(await ask('POST', 'worlds/000000000004/reset', { seed: 8 })).toMatchObject({ seed: 8 })
  expect((await round()).MessageId).not.toBe(first.MessageId)
})

test.each([
  ['GET', 'nothing', undefined, 404, /nothing at/],
  ['GET', 'worlds/1/clock', undefined, 400, /12 digits/],
  ['GET', 'worlds/000000000001/constructor', undefined, 404, /nothing at/],
  ['GET', 'worlds/000000000001/reset', undefined, 405, /Use POST/],
  ['POST', 'worlds/000000000001/clock/advance', { ms: -1 }, 400, /at least 0/],
  ['POST', 'worlds/000000000001/clock/advance', { ms: '5' }, 400, /"ms": number/],
  ['POST', 'worlds/000000000001/clock/advance', { ms: 1e300 }, 400, /275760/],
  ['POST', 'worlds/000000000001/clock/advance', [], 400, /JSON object/],
  ['PUT', 'worlds/000000000001/seed', { seed: 0.5 }, 400, /"seed": integer/],
])('%s %s is told what is wrong', async (method, path, body, status, error) => {
  expect(await ask(method, path, body)).toEqual({ status, error: expect.stringMatching(error) as string })
})

test('a page in a browser cannot drive a world', async () => {
  expect(await ask('POST', 'worlds/000000000001/reset', {}, { 'Content-Type': 'text/plain' })).toMatchObject({ status: 415 })
  const rebound = { 'Content-Type': 'application/json', Host: 'evil.example' }
  const { request } = await import('node:http')
  const status = await new Promise((resolve) =>
    request(`${server.url}/_touchstone/worlds/000000000001/reset`, { method: 'POST', headers: rebound }, (answer) =>
      resolve(answer.statusCode),
    ).end('{}'),
  )
  expect(status).toBe(403)
})

test('the adversity of a world is read and changed, and a reset takes it back', async () => {
  const at = 'worlds/000000000021/adversity'
  expect(await ask('GET', at)).toEqual({ status: 200, account: '000000000021', adversity: 'calm', freedoms: {} })
  const throttled = { account: '000000000021', adversity: 'sqs.error.request-throttled=1', freedoms: { 'sqs.error.request-throttled': 1 } }
  expect(await ask('PUT', at, { adversity: 'sqs.error.request-throttled=1' })).toEqual({ status: 200, ...throttled })
  expect(await ask('GET', at)).toMatchObject(throttled)
  const create = (account: string) => client(account).send(new CreateQueueCommand({ QueueName: 'q' }))
  await expect(create('000000000021')).rejects.toMatchObject({ name: 'RequestThrottled', $metadata: { httpStatusCode: 403 } })
  await create('000000000022')
  await ask('POST', 'worlds/000000000021/reset', {})
  expect(await ask('GET', at)).toMatchObject({ adversity: 'calm' })
  await create('000000000021')
})

test('an adversity that there is none of is refused, with what to give instead', async () => {
  const at = 'worlds/000000000023/adversity'
  expect(await ask('PUT', at, { adversity: 'hostil' })).toMatchObject({
    status: 400,
    error: expect.stringContaining('Did you mean hostile') as string,
  })
  expect(await ask('PUT', at, {})).toMatchObject({ status: 400, error: expect.stringContaining('"adversity"') as string })
  expect(await ask('POST', at, {})).toMatchObject({ status: 405, error: 'Use GET or PUT here, not POST.' })
})

test('accounts are put together on one clock, once; what went to people is told', async () => {
  const [first, second] = ['000000000041', '000000000042']
  expect(await ask('POST', 'worlds', { accounts: [first, second] })).toMatchObject({ status: 200, accounts: [first, second] })
  await ask('POST', `worlds/${first}/clock/advance`, { ms: 5 })
  expect(await ask('GET', `worlds/${second}/clock`)).toMatchObject({ now: START + 5 })
  expect(await ask('POST', 'worlds', { accounts: [second] })).toMatchObject({
    status: 400,
    error: expect.stringContaining('drop') as string,
  })
  expect(await ask('POST', 'worlds', { accounts: ['nobody'] })).toMatchObject({ status: 400 })
  expect(await ask('GET', `worlds/${first}/outbox`)).toMatchObject({ status: 200, account: first, sent: [] })
})

test('a phone sends an SMS, in the region that is named, and is told what to send else', async () => {
  const sns = (region: string) =>
    new SNSClient({ endpoint: server.url, region, credentials: { accessKeyId: '000000000014', secretAccessKey: 'x' } })
  const sms = (body: object) => ask('POST', 'worlds/000000000014/sms', body)
  expect(await sms({ from: '+15551234567', text: 'STOP', region: 'eu-west-1' })).toEqual({
    status: 200,
    account: '000000000014',
    region: 'eu-west-1',
  })
  const out = async (region: string) => (await sns(region).send(new ListPhoneNumbersOptedOutCommand({}))).phoneNumbers
  expect([await out('eu-west-1'), await out('us-east-1')]).toEqual([['+15551234567'], []])
  for (const wrong of [{}, { from: '555', text: 'STOP' }, { from: '+15551234567' }, { from: '+15551234567', text: 'STOP', region: '../x' }])
    expect(await sms(wrong)).toMatchObject({ status: 400, error: expect.stringContaining('"from"') as string })
})
