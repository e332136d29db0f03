import { expect, test } from 'vitest'
import type { RecordedCall } from '../calls.js'
import { toy } from '../toy.fixture.js'
import { cliLines } from './cli-lines.js'
import { sdkCode } from './sdk-code.js'
import { literal, repetition, shown } from './text.js'
import { toJson } from './to-json.js'

const calls: RecordedCall[] = [
  {
    service: toy,
    operation: 'CreateQueue',
    protocol: 'json',
    input: { QueueName: "it's" },
    output: { QueueUrl: 'http://toy.test/1/queue' },
    sent: 0,
    received: 1,
  },
  {
    service: toy,
    operation: 'SendMessage',
    protocol: 'json',
    sent: 2,
    received: 3,
    output: { MessageId: 'm'.repeat(36) },
    input: { QueueUrl: 'http://toy.test/1/queue', MessageBody: 'é'.repeat(500) + "'", DelaySeconds: undefined, Data: Uint8Array.of(1, 2) },
  },
  {
    service: toy,
    operation: 'SetPolicy',
    protocol: 'json',
    sent: 2003,
    received: 2004,
    failure: new Error('no'),
    input: { Policy: '{"target":"http://toy.test/1/queue"}', AWSAccountIds: ['000000000000'], MaxNumber: 3 },
  },
  {
    service: toy,
    operation: 'GET /x?a=b',
    protocol: 'http',
    sent: 2005,
    received: 2006,
    input: { headers: { 'x-a': '$HOME' }, body: '' },
    output: {},
  },
]

test('a history as SDK code', () => {
  expect(sdkCode(calls, 'http://toy.test', 'r-1')).toMatchInlineSnapshot(`
    "import { Toy } from '@toy/client'

    const toy = new Toy({
      endpoint: 'http://toy.test', region: 'r-1', maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    })
    const r1 = await toy.createQueue({ QueueName: 'it\\'s' })
    console.log(await toy.sendMessage({ QueueUrl: r1.QueueUrl, MessageBody: 'é'.repeat(500) + '\\'', Data: Buffer.from('AQI=', 'base64') }))
    await new Promise((resolve) => setTimeout(resolve, 2000))
    await toy.setPolicy({ Policy: '{"target":"' + r1.QueueUrl + '"}', AWSAccountIds: ['000000000000'], MaxNumber: 3 }).catch((error) => console.log('SetPolicy', error.name))
    await fetch('http://toy.test/x?a=b', { method: 'GET', headers: { 'x-a': '$HOME' } }).then(async (answer) => console.log(answer.status, await answer.text()))"
  `)
})

test('a history as CLI lines', () => {
  expect(cliLines(calls, 'http://toy.test', 'r-1')).toMatchInlineSnapshot(`
    "export AWS_ENDPOINT_URL=http://toy.test AWS_DEFAULT_REGION=r-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
    R1=$(aws --endpoint-url "$AWS_ENDPOINT_URL" toy create-queue --output json --queue-name 'it'\\''s')
    aws --endpoint-url "$AWS_ENDPOINT_URL" toy send-message --output json --queue-url "$(jq -r .QueueUrl <<<"$R1")" --message-body 'éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé'\\''' --data AQI=
    sleep 2
    aws --endpoint-url "$AWS_ENDPOINT_URL" toy set-policy --output json --policy '{"target":"'"$(jq -r .QueueUrl <<<"$R1")"'"}' --aws-account-ids '["000000000000"]' --max-number 3
    curl -sS -i -X GET "$AWS_ENDPOINT_URL"'/x?a=b' -H 'x-a: $HOME'"
  `)
})

test('literals can be pasted, whatever is in them', () => {
  const hard = `'\\\n\r\t\u0000\u2028\ud800x😀"\``
  expect(new Function(`return ${literal(hard)}`)()).toBe(hard)
  const long = 'ab'.repeat(300) + "'"
  expect(new Function(`return ${repetition(long)}`)()).toBe(long)
})

test('what is long is shown short', () => {
  expect(shown('x'.repeat(1_048_576))).toBe("'x'.repeat(1048576)")
  expect(shown(Array.from({ length: 400 }, (_, n) => String(n)).join(' ')).length).toBeLessThan(200)
  expect(toJson({ a: [1, Number.NaN], b: Uint8Array.of(255), c: new Date(0), d: undefined, $metadata: {} })).toEqual({
    a: [1, 'NaN'],
    b: 'base64:/w==',
    c: '1970-01-01T00:00:00.000Z',
  })
  expect(toJson({ toJSON: () => ({ QueueUrl: 'q' }), it: {} })).toEqual({ QueueUrl: 'q' })
})

test('ten million bytes take no more than a line', () => {
  const call: RecordedCall = {
    service: toy,
    operation: 'Put',
    protocol: 'json',
    input: { Data: new Uint8Array(10_485_761) },
    output: {},
    sent: 0,
    received: 1,
  }
  expect(sdkCode([call], 'http://toy.test', 'r-1')).toContain('toy.put({ Data: Buffer.alloc(10485761, 0) })')
  expect(cliLines([call], 'http://toy.test', 'r-1')).toContain("--data '(10485761 bytes, as in the SDK code)'")
})
