#!/usr/bin/env node
/* global fetch, Buffer */
// The Kinesis Client Library for Java consumes a stream that is split and merged: two workers, one of which is killed.
//
// Usage: node run.mjs [--fan-out] [ENDPOINT]      without ENDPOINT the reference is served for it (npm run build first)
//
// Holds when every record was processed at least once, the records of a shard in order, and no shard before its parents
// had ended. Ends with 0, also where Java 17 or Maven is missing (it says so), with 1 when it does not hold, 2 when it cannot run.
// Jars and dynalite, which keeps the leases, go into TOUCHSTONE_CACHE, or ~/.cache/touchstone.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Kinesis } from '@aws-sdk/client-kinesis'

const here = fileURLToPath(new URL('.', import.meta.url))
const cache = join(process.env.TOUCHSTONE_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'touchstone'), 'kcl')
const mode = process.argv.includes('--fan-out') ? 'fan-out' : 'polling'
const given = process.argv.slice(2).find((word) => !word.startsWith('-'))
const WITHIN_MS = 240_000

const skip = (why) => {
  console.log(`skipped: ${why}`)
  process.exit(0)
}
const fail = (why) => {
  console.error(why)
  process.exit(1)
}

const java = spawnSync('java', ['-version'], { encoding: 'utf8' })
const version = Number(/version "(\d+)/.exec(java.stderr ?? '')?.[1] ?? 0)
if (version < 17) skip('no Java 17 or later is on the path')
if (spawnSync('mvn', ['-version']).status !== 0) skip('no Maven is on the path')

// ---- what it needs, installed once
mkdirSync(cache, { recursive: true })
const classPath = join(cache, 'class-path')
execFileSync(
  'mvn',
  ['-B', '-q', '-f', join(here, 'pom.xml'), `-Dbuild.folder=${join(cache, 'target')}`, 'compile', 'dependency:build-classpath', `-Dmdep.outputFile=${classPath}`], // prettier-ignore
  { stdio: ['ignore', 'inherit', 'inherit'] },
)
const dynalite = join(cache, 'node_modules', 'dynalite', 'cli.js')
if (!existsSync(dynalite))
  execFileSync('npm', ['install', '--prefix', cache, '--no-audit', '--no-fund', '--loglevel=error', 'dynalite@4.0.0'], { stdio: 'inherit' })

// ---- servers and workers end with this script
const children = new Set()
const start = (command, args, onLine) => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.add(child)
  child.once('exit', () => children.delete(child))
  createInterface(child.stdout).on('line', onLine)
  return child
}
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
const answers = async (url) => {
  for (let tries = 0; tries < 200; tries++) {
    if (await fetch(url).then(() => true, () => false)) return // prettier-ignore
    await delay(100)
  }
  console.error(`${url} does not answer`)
  process.exit(2)
}

let endpoint = given
if (endpoint === undefined) {
  const cli = join(here, '..', '..', 'dist', 'src', 'cli', 'main.js')
  if (!existsSync(cli)) {
    console.error('Run `npm run build` first, or give an endpoint.')
    process.exit(2)
  }
  endpoint = `http://127.0.0.1:${await freePort()}`
  start(process.execPath, [cli, 'serve', '--port', new URL(endpoint).port], () => {})
}
const dynamo = `http://127.0.0.1:${await freePort()}`
start(
  process.execPath,
  [dynalite, '--port', new URL(dynamo).port, '--createTableMs', '0', '--updateTableMs', '0', '--deleteTableMs', '0'],
  () => {},
)
await Promise.all([answers(endpoint), answers(dynamo)])

// ---- the table of leases, which the library would give its index later: dynalite has indexes of new tables alone
const application = `kcl-${process.pid}`
const stream = application
const text = (AttributeName) => ({ AttributeName, AttributeType: 'S' })
const key = (AttributeName, KeyType) => ({ AttributeName, KeyType })
const throughput = { ReadCapacityUnits: 10, WriteCapacityUnits: 10 }
const created = await fetch(dynamo, {
  method: 'POST',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.CreateTable',
    'x-amz-date': '20260101T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  },
  body: JSON.stringify({
    TableName: application,
    AttributeDefinitions: [text('leaseKey'), text('leaseOwner')],
    KeySchema: [key('leaseKey', 'HASH')],
    ProvisionedThroughput: throughput,
    GlobalSecondaryIndexes: [
      {
        IndexName: 'LeaseOwnerToLeaseKeyIndex',
        KeySchema: [key('leaseOwner', 'HASH'), key('leaseKey', 'RANGE')],
        Projection: { ProjectionType: 'KEYS_ONLY' },
        ProvisionedThroughput: throughput,
      },
    ],
  }),
})
if (!created.ok) fail(`the table of leases could not be made: ${await created.text()}`)

// ---- what the workers tell
const seen = new Map()
const started = new Map()
const ended = new Map()
const faults = []
let ticks = 0
const worker = (name) => {
  const last = new Map()
  return start(
    'java',
    ['-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', `${join(cache, 'target', 'classes')}:${readFileSync(classPath, 'utf8').trim()}`, 'Worker', endpoint, dynamo, stream, application, name, mode], // prettier-ignore
    (line) => {
      const [what, shard, number, data] = line.split('\t')
      ticks++
      if (what === 'start') last.delete(shard)
      else if (what === 'end') ended.set(shard, ended.get(shard) ?? ticks)
      else if (what === 'record') {
        started.set(shard, started.get(shard) ?? ticks)
        if (BigInt(number) <= (last.get(shard) ?? -1n)) faults.push(`${name} got ${data} of ${shard} out of order`)
        last.set(shard, BigInt(number))
        seen.set(data, (seen.get(data) ?? 0) + 1)
      }
      if (what !== 'record') console.log(`${name}: ${line}`)
    },
  )
}

// ---- the stream, and what becomes of it
const kinesis = new Kinesis({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } })
const active = async () => {
  for (;;) {
    const { StreamDescriptionSummary } = await kinesis.describeStreamSummary({ StreamName: stream })
    if (StreamDescriptionSummary?.StreamStatus === 'ACTIVE') return
    await delay(200)
  }
}
const open = async () =>
  ((await kinesis.listShards({ StreamName: stream })).Shards ?? []).filter((one) => !one.SequenceNumberRange?.EndingSequenceNumber)
let sent = 0
const put = async (count) => {
  const Records = Array.from({ length: count }, () => ({ Data: Buffer.from(String(sent)), PartitionKey: `key ${sent++ % 40}` }))
  const { FailedRecordCount } = await kinesis.putRecords({ StreamName: stream, Records })
  if (FailedRecordCount) fail(`${FailedRecordCount} of ${count} records were refused`)
}
const until = async (what, holds) => {
  for (const end = Date.now() + WITHIN_MS; !holds(); await delay(200)) if (Date.now() > end) fail(`${what} did not come about in time`)
}

await kinesis.createStream({ StreamName: stream, ShardCount: 2 })
await active()
await put(100)
const first = worker('first')
await until('processing by the first worker', () => seen.size >= 100)
const second = worker('second')
for (let nth = 0; nth < 3; nth++) {
  await put(50)
  await delay(500)
}
const [split] = await open()
const { StartingHashKey = '', EndingHashKey = '' } = split.HashKeyRange ?? {}
await kinesis.splitShard({
  StreamName: stream,
  ShardToSplit: split.ShardId,
  NewStartingHashKey: String((BigInt(StartingHashKey) + BigInt(EndingHashKey)) / 2n),
})
await active()
console.log(`${split.ShardId} is split`)
await put(100)
await until('half of the records', () => seen.size >= sent - 50)
first.kill('SIGKILL')
console.log('the first worker is killed')
await put(100)
const children2 = (await open()).filter((one) => one.ParentShardId === split.ShardId)
await kinesis.mergeShards({ StreamName: stream, ShardToMerge: children2[0].ShardId, AdjacentShardToMerge: children2[1].ShardId })
await active()
console.log(`${children2.map((one) => one.ShardId).join(' and ')} are merged`)
await put(100)
await until('processing of all records', () => seen.size >= sent)

// ---- what must hold
const { Shards = [] } = await kinesis.listShards({ StreamName: stream })
for (const { ShardId, ParentShardId, AdjacentParentShardId } of Shards) {
  for (const parent of [ParentShardId, AdjacentParentShardId]) {
    if (parent === undefined || !started.has(ShardId)) continue
    if (!(ended.get(parent) < started.get(ShardId))) faults.push(`${ShardId} was processed before its parent ${parent} had ended`)
  }
}
for (let nth = 0; nth < sent; nth++) if (!seen.has(String(nth))) faults.push(`record ${nth} was not processed`)
await kinesis.deleteStream({ StreamName: stream, EnforceConsumerDeletion: true })
second.kill('SIGKILL')
if (faults.length > 0) fail(faults.join('\n'))
const repeats = [...seen.values()].reduce((sum, times) => sum + times - 1, 0)
console.log(`ok: ${sent} records of ${Shards.length} shards (${mode}), ${repeats} of them processed again`)
process.exit(0)
