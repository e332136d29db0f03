import type { AreaBench, AreaWorkload, BenchServer, OpenWorkload } from '../../src/bench/area-bench.js'
import type { Answer } from '../../src/bench/answer.js'
import type { Connection } from '../../src/bench/connection.js'
import { EventReader } from '../../src/bench/event-reader.js'

const RECORDS = 100
const RECORD_BYTES = 1024
const STATES_MAX = 200
/** Records that a stream is read from. */
const STORED = 2000
/** Milliseconds in which a deep stream has to be filled; what is not there by then is not waited for. */
const FILL_MS = 60_000
const FILL = 500

/** Requests of AWS JSON 1.1, whole, as text. Signed as far as an emulator looks. */
const requestOf = ({ host, port }: BenchServer, operation: string, body: string): string =>
  `POST / HTTP/1.1\r\nHost: ${host}:${port}\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: Kinesis_20131202.${operation}\r\n` +
  'X-Amz-Date: 20261130T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=test/20261130/us-east-1/kinesis/aws4_request, ' +
  `SignedHeaders=host;x-amz-date, Signature=0\r\nContent-Length: ${body.length}\r\n\r\n${body}`

const answered = (answer: Answer, operation: string): Answer => {
  if (answer.status !== 200) throw new Error(`${operation}: HTTP ${answer.status} ${answer.body.slice(0, 200)}`)
  return answer
}
const ask = async (server: BenchServer, connection: Connection, operation: string, input: object): Promise<Record<string, unknown>> => {
  const { body } = answered(await connection.ask(requestOf(server, operation, JSON.stringify(input))), operation)
  return (body === '' ? {} : JSON.parse(body)) as Record<string, unknown>
}

const count = (text: string, part: string): number => {
  let found = 0
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found++
  return found
}

let streams = 0
/** A stream of so many shards that is ACTIVE, and its shards. */
const openStream = async (server: BenchServer, connection: Connection, shards: number) => {
  const StreamName = `bench-${++streams}`
  await ask(server, connection, 'CreateStream', { StreamName, ShardCount: shards })
  for (let looks = 0; ; looks++) {
    const { StreamDescription } = (await ask(server, connection, 'DescribeStream', { StreamName })) as {
      readonly StreamDescription: { readonly StreamStatus: string; readonly Shards: readonly { readonly ShardId: string }[] }
    }
    if (StreamDescription.StreamStatus === 'ACTIVE')
      return {
        StreamName,
        ids: StreamDescription.Shards.map(({ ShardId }) => ShardId),
        close: async () => void (await ask(server, connection, 'DeleteStream', { StreamName, EnforceConsumerDeletion: true })),
      }
    if (looks >= STATES_MAX) throw new Error('the stream does not become ACTIVE')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A PutRecords of so many records, whose keys spread over all shards. */
const batch = (server: BenchServer, StreamName: string, records: number, bytes: number, nth: number): string => {
  const Data = Buffer.alloc(bytes, `${nth}-`).toString('base64')
  const Records = Array.from({ length: records }, (_, of) => ({ Data, PartitionKey: `key-${nth}-${of}` }))
  return requestOf(server, 'PutRecords', JSON.stringify({ StreamName, Records }))
}

const stored = ({ body }: Answer, records: number): number => {
  const failed = /"FailedRecordCount":\s*(\d+)/.exec(body)?.[1]
  if (failed !== '0' || count(body, '"ShardId"') !== records) throw new Error(`PutRecords: ${failed} failed: ${body.slice(0, 200)}`)
  return records
}

const put = (shards: number): AreaWorkload => ({
  name: `kinesis-put-${shards}`,
  title: `PutRecords of ${RECORDS} × 1 KB, ${shards === 1 ? '1 shard' : `${shards} shards`}`,
  unit: 'records',
  clients: 8,
  async open(server, connection): Promise<OpenWorkload> {
    const { StreamName, close } = await openStream(server, connection, shards)
    const ready = Array.from({ length: 16 }, (_, nth) => batch(server, StreamName, RECORDS, RECORD_BYTES, nth))
    return {
      close,
      operation: async (client, nth) => stored(answered(await client.ask(ready[nth % ready.length]!), 'PutRecords'), RECORDS),
    }
  },
})

const iteratorOf = async (server: BenchServer, connection: Connection, StreamName: string, ShardId: string): Promise<string> => {
  const { ShardIterator } = await ask(server, connection, 'GetShardIterator', { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' })
  return String(ShardIterator)
}

const get = (shards: number): AreaWorkload => ({
  name: `kinesis-get-${shards}`,
  title: `GetRecords of 1 KB, ${shards === 1 ? '1 shard' : `${shards} shards`}`,
  unit: 'records',
  clients: 8,
  async open(server, connection): Promise<OpenWorkload> {
    const { StreamName, ids, close } = await openStream(server, connection, shards)
    for (let nth = 0; nth < STORED / RECORDS; nth++)
      stored(answered(await connection.ask(batch(server, StreamName, RECORDS, RECORD_BYTES, nth)), 'PutRecords'), RECORDS)
    const ready: string[] = []
    for (const id of ids)
      ready.push(
        requestOf(
          server,
          'GetRecords',
          JSON.stringify({ ShardIterator: await iteratorOf(server, connection, StreamName, id), Limit: RECORDS }),
        ),
      )
    return {
      close,
      async operation(client, nth) {
        const { body } = answered(await client.ask(ready[nth % ready.length]!), 'GetRecords')
        const records = count(body, '"PartitionKey"')
        if (records !== RECORDS) throw new Error(`GetRecords: ${records} records of ${RECORDS}`)
        return records
      },
    }
  },
})

/** A consumer that puts one record and reads it, at the tip of a stream of so many. */
const tip = (depth: number): AreaWorkload => ({
  name: `kinesis-tip-${depth}`,
  title: `put and read one record at the tip of ${depth.toLocaleString('en')}`,
  unit: 'records',
  clients: 1,
  async open(server, connection): Promise<OpenWorkload> {
    const { StreamName, ids, close } = await openStream(server, connection, 1)
    const end = performance.now() + FILL_MS
    const filling = batch(server, StreamName, FILL, 20, 0)
    let filled = 0
    while (filled < depth && performance.now() < end) filled += stored(answered(await connection.ask(filling), 'PutRecords'), FILL)
    const one = requestOf(server, 'PutRecord', JSON.stringify({ StreamName, PartitionKey: 'k', Data: 'eA==' }))
    const { SequenceNumber } = JSON.parse(answered(await connection.ask(one), 'PutRecord').body) as { readonly SequenceNumber: string }
    const { ShardIterator } = await ask(server, connection, 'GetShardIterator', {
      StreamName,
      ShardId: ids[0],
      ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
      StartingSequenceNumber: SequenceNumber,
    })
    let next = String(ShardIterator)
    return {
      close,
      ...(filled < depth ? { note: `filled with ${filled.toLocaleString('en')} only` } : {}),
      async operation(client) {
        answered(await client.ask(one), 'PutRecord')
        const { body } = answered(await client.ask(requestOf(server, 'GetRecords', JSON.stringify({ ShardIterator: next }))), 'GetRecords')
        const page = JSON.parse(body) as { readonly Records: readonly unknown[]; readonly NextShardIterator: string }
        if (page.Records.length !== 1) throw new Error(`GetRecords: ${page.Records.length} records at the tip`)
        next = page.NextShardIterator
        return 1
      },
    }
  },
})

/** A consumer of its own that is ACTIVE. */
const openConsumer = async (server: BenchServer, connection: Connection, StreamName: string): Promise<string> => {
  const { StreamDescription } = (await ask(server, connection, 'DescribeStream', { StreamName })) as {
    readonly StreamDescription: { readonly StreamARN: string }
  }
  const { Consumer } = (await ask(server, connection, 'RegisterStreamConsumer', {
    StreamARN: StreamDescription.StreamARN,
    ConsumerName: 'bench',
  })) as { readonly Consumer: { readonly ConsumerARN: string } }
  const { ConsumerARN } = Consumer
  for (let looks = 0; looks < STATES_MAX; looks++) {
    const { ConsumerDescription } = (await ask(server, connection, 'DescribeStreamConsumer', { ConsumerARN })) as {
      readonly ConsumerDescription: { readonly ConsumerStatus: string }
    }
    if (ConsumerDescription.ConsumerStatus === 'ACTIVE') return ConsumerARN
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the consumer does not become ACTIVE')
}

/** One record after another is put, and seen by a consumer to which the shard is pushed: the time for one is the latency. */
const push: AreaWorkload = {
  name: 'kinesis-push',
  title: 'put one record and see it by SubscribeToShard',
  unit: 'records',
  clients: 1,
  async open(server, connection): Promise<OpenWorkload> {
    const { StreamName, ids, close } = await openStream(server, connection, 1)
    const ConsumerARN = await openConsumer(server, connection, StreamName)
    const input = { ConsumerARN, ShardId: ids[0], StartingPosition: { Type: 'TRIM_HORIZON' } }
    const reader = new EventReader(server.host, server.port, requestOf(server, 'SubscribeToShard', JSON.stringify(input)))
    return {
      async operation(client, nth) {
        const Data = Buffer.from(`record-${String(nth).padStart(8, '0')}-${performance.now()}`).toString('base64')
        const one = requestOf(server, 'PutRecord', JSON.stringify({ StreamName, PartitionKey: 'k', Data }))
        const seen = reader.see(Data)
        const put = client.ask(one).then((answer) => answered(answer, 'PutRecord'))
        await Promise.all([seen, put])
        return 1
      },
      async close() {
        reader.close()
        await close()
      },
    }
  },
}

/** Kinesis as it is measured: puts and reads in bulk, a consumer that keeps up, and one that is pushed to. */
export const bench: AreaBench = {
  relaxed: [
    'kinesis.limits.shard-write-1mib',
    'kinesis.limits.shard-write-1000-records',
    'kinesis.get.five-per-second',
    'kinesis.get.two-mib-per-second',
  ],
  workloads: [put(1), put(4), get(1), get(4), tip(1000), tip(1_000_000), push],
}
