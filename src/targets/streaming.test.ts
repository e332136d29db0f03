import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { listen } from '../../reference/index.js'
import { ENDPOINT_SLACK } from './slack.js'
import { endpointTarget } from './endpoint.js'
import type { Piece, Scope } from './target.js'

const server = await listen({ port: 0 })
afterAll(() => server.close())

const targetAt = (endpoint: string) =>
  endpointTarget({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '111111111111', secretAccessKey: 'x' },
    slack: ENDPOINT_SLACK,
    run: 'streaming',
  })

const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=111111111111/20000101/us-east-1/kinesis/aws4_request'
const request = (operation: string, input: object) => ({
  method: 'POST',
  path: '/',
  headers: { authorization: AUTHORIZATION, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Kinesis_20131202.${operation}` },
  body: JSON.stringify(input),
})
const ask = async (scope: Scope, operation: string, input: object) => {
  const { body } = await scope.send(request(operation, input))
  return (body.length === 0 ? {} : JSON.parse(new TextDecoder().decode(body))) as Record<string, Record<string, string>>
}

test('reads a stream of events over HTTP/2 as it comes, and ends it', { timeout: 30_000 }, async () => {
  const target = targetAt(server.url)
  const scope = await target.open()
  await ask(scope, 'CreateStream', { StreamName: 's', ShardCount: 1 })
  const until = async (so: () => Promise<boolean>) => {
    while (!(await so())) await scope.clock.sleep(50)
  }
  await until(
    async () => (await ask(scope, 'DescribeStreamSummary', { StreamName: 's' }))['StreamDescriptionSummary']?.['StreamStatus'] === 'ACTIVE',
  )
  const StreamARN = 'arn:aws:kinesis:us-east-1:111111111111:stream/s'
  const { ConsumerARN } = (await ask(scope, 'RegisterStreamConsumer', { StreamARN, ConsumerName: 'c' }))['Consumer']!
  await until(
    async () => (await ask(scope, 'DescribeStreamConsumer', { ConsumerARN }))['ConsumerDescription']?.['ConsumerStatus'] === 'ACTIVE',
  )

  const answer = await scope.stream!(
    request('SubscribeToShard', { ConsumerARN, ShardId: 'shardId-000000000000', StartingPosition: { Type: 'LATEST' } }),
  )
  expect([answer.status, answer.carrier, answer.headers['content-type']]).toEqual([200, 'HTTP/2', 'application/vnd.amazon.eventstream'])
  const first = await answer.pieces.next()
  expect(first.done).toBe(false)
  await ask(scope, 'PutRecord', { StreamName: 's', PartitionKey: 'k', Data: 'eA==' })
  const second = (await answer.pieces.next()).value as Piece
  expect(second.bytes.byteLength).toBeGreaterThan(100)
  expect(second.received).toBeGreaterThanOrEqual(answer.received)
  await answer.pieces.return!()
  expect(await answer.pieces.next()).toEqual({ done: true, value: undefined })

  const refused = await scope.stream!(request('SubscribeToShard', { ConsumerARN }))
  expect(refused.status).toBe(400)
  await target.close()
})

test('reads a stream over HTTP/1.1 where the server speaks nothing else, tells of one that breaks off, and of a head that never comes', async () => {
  const plain = createServer((incoming, response) => {
    incoming.resume()
    if (incoming.url === '/silent') return void incoming.socket.destroy()
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.write('one')
    setTimeout(() => (incoming.url === '/broken' ? incoming.socket.destroy() : response.end('two')), 50)
  })
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
  const target = targetAt(`http://127.0.0.1:${(plain.address() as AddressInfo).port}`)
  const scope = await target.open()
  const sent = { method: 'POST', headers: {}, body: 'x' }
  const answer = await scope.stream!({ ...sent, path: '/' })
  const texts: string[] = []
  for await (const { bytes } of answer.pieces) texts.push(new TextDecoder().decode(bytes))
  expect([answer.carrier, texts.join('')]).toEqual(['HTTP/1.1', 'onetwo'])

  const broken = await scope.stream!({ ...sent, path: '/broken' })
  await expect(
    (async () => {
      for await (const piece of broken.pieces) expect(piece.bytes.byteLength).toBe(3)
    })(),
  ).rejects.toMatchObject({ name: 'NoAnswer' })
  await expect(scope.stream!({ ...sent, path: '/silent' })).rejects.toMatchObject({ name: 'NoAnswer' })

  const left = await scope.stream!({ ...sent, path: '/' })
  const waiting = left.pieces.next()
  target.breakOff()
  await expect(Promise.all([waiting, left.pieces.next()])).rejects.toMatchObject({ name: 'BrokenOff' })
  await target.close()
  plain.close()
})
