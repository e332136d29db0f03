import { expect, test } from 'vitest'
import type { RecordedCall } from '../calls.js'
import { toy } from '../toy.fixture.js'
import { codeOf } from './code.js'
import type { Step } from '../result.js'
import { stepsOf } from './steps.js'
import { kept, literal, repetition, shown, unfolded } from './text.js'
import { toJson } from './to-json.js'

const printed = (calls: readonly RecordedCall[]) =>
  codeOf(stepsOf(calls, 0, 'toy'), { service: 'toy', endpoint: 'http://toy.test', region: 'r-1' })

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
    input: { Policy: '{"target":"http://toy.test/1/queue"}', AWSAccountIds: ['000000000000'], MaxNumber: 3, Overwrite: true },
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
  expect(printed(calls).sdk).toMatchInlineSnapshot(`
    "import { toy } from '@aws-sdk/client-toy'

    const toy = new toy({
      endpoint: 'http://toy.test', region: 'r-1', maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    })
    const r1 = await toy.createQueue({ QueueName: 'it\\'s' })
    console.log(await toy.sendMessage({ QueueUrl: r1.QueueUrl, MessageBody: 'é'.repeat(500) + '\\'', Data: Buffer.from('AQI=', 'base64') }))
    await new Promise((resolve) => setTimeout(resolve, 2000))
    await toy.setPolicy({
      Policy: '{"target":"' + r1.QueueUrl + '"}',
      AWSAccountIds: ['000000000000'],
      MaxNumber: 3,
      Overwrite: true,
    }).catch((error) => console.log('SetPolicy', error.name))
    await fetch('http://toy.test/x?a=b', { method: 'GET', headers: { 'x-a': '$HOME' } }).then(async (answer) => console.log(answer.status, await answer.text()))"
  `)
})

test('a history as CLI lines', () => {
  expect(printed(calls).cli).toMatchInlineSnapshot(`
    "export AWS_ENDPOINT_URL=http://toy.test AWS_DEFAULT_REGION=r-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
    R1=$(aws --endpoint-url "$AWS_ENDPOINT_URL" toy create-queue --output json --queue-name 'it'\\''s')
    aws --endpoint-url "$AWS_ENDPOINT_URL" toy send-message --output json --queue-url "$(jq -r .QueueUrl <<<"$R1")" --message-body 'éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé'\\''' --data AQI=
    sleep 2
    aws --endpoint-url "$AWS_ENDPOINT_URL" toy set-policy --output json --policy '{"target":"'"$(jq -r .QueueUrl <<<"$R1")"'"}' --aws-account-ids '["000000000000"]' --max-number 3 --overwrite
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
  expect(toJson({ from: 2n ** 64n })).toEqual({ from: '18446744073709551616' })
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
  expect(printed([call]).sdk).toContain('toy.put({ Data: Buffer.alloc(10485761, 0) })')
  expect(printed([call]).cli).toContain("--data '(10485761 bytes, as in the SDK code)'")
})

test('what is kept can be sent again: policies whole, repetitions as they are made', () => {
  const policy = JSON.stringify({ Statement: [{ Sid: "it's", Condition: { x: 'ab\n'.repeat(300) } }] })
  expect(kept(policy)).toBe(policy)
  for (const long of ['x'.repeat(1_048_576), `{"a":"${'x'.repeat(30_000)}","b\n":"${'é'.repeat(500)}"}`, 'ab'.repeat(2000) + "'"]) {
    expect(kept(long).length).toBeLessThan(200)
    expect(unfolded(kept(long))).toBe(long)
  }
  for (const text of ['', "'", "'a'", "'a' + 'b'", "'a'.repeat(3) and", `{"a":1}`]) expect(unfolded(text)).toBe(text)
})

const poll = (sent: number, more: Partial<RecordedCall> = {}): RecordedCall => ({
  service: toy,
  operation: 'ReceiveMessage',
  protocol: 'json',
  input: { QueueUrl: 'q' },
  output: {},
  sent,
  received: sent + 10,
  ...more,
})

test('calls with the same answer in a row stand once, with their number and the pause between them', () => {
  const came = { output: { Messages: [{ ReceiptHandle: 'the first handle', Body: 'a' }] } }
  const again = { output: { Messages: [{ ReceiptHandle: 'another handle', Body: 'a' }] } }
  const history = stepsOf([poll(0), poll(300), poll(600), poll(610, came), poll(620, again), poll(630)], 0, 'toy')
  expect(history.map(({ times, everyMs, waitedMs }) => [times, everyMs, waitedMs])).toEqual([
    [3, 300, undefined],
    [2, undefined, undefined],
    [undefined, undefined, undefined],
  ])
  expect(history[0]).toMatchObject({ sentMs: 0, receivedMs: 610 })
  const { sdk, cli } = codeOf(history, { service: 'toy', region: 'r-1' })
  expect(cli.split('\n').slice(1, 3)).toEqual([
    'for n in $(seq 3); do aws --endpoint-url "$AWS_ENDPOINT_URL" toy receive-message --output json --queue-url q; sleep 0.3; done',
    'for n in $(seq 2); do aws --endpoint-url "$AWS_ENDPOINT_URL" toy receive-message --output json --queue-url q; done',
  ])
  expect(sdk).toContain('for (let n = 0; n < 3; n++) {\n  console.log(await toy.receiveMessage(')
})

test('a call whose answer is sent later, and one that is refused otherwise, stand by themselves', () => {
  const first = poll(0, { output: { Messages: [{ ReceiptHandle: 'the first handle' }] } })
  const second = poll(20, { output: { Messages: [{ ReceiptHandle: 'the second handle' }] } })
  const used = poll(40, { operation: 'DeleteMessage', input: { ReceiptHandle: 'the second handle' } })
  const refused = ['a', 'b'].map((text, nth) => poll(60 + nth * 20, { output: undefined!, failure: new Error(text) }))
  expect(stepsOf([first, second, used, ...refused], 0, 'toy').map(({ times }) => times)).toEqual(new Array(5).fill(undefined))
})

test('what is not kept whole is said, and a list of equal items is', () => {
  const put = (input: object) => printed([poll(0, { operation: 'Put', input })])
  const odd = Array.from({ length: 900 }, (_, n) => String(n)).join(' ')
  expect(put({ Text: odd }).cli).toMatch(/^# Something that was sent is too long for a report/)
  const { sdk } = put({ Records: new Array(500).fill({ Data: Uint8Array.of(120) }) })
  expect(sdk).not.toContain('too long')
  expect(sdk).toContain("toy.put({ Records: Array(500).fill({ Data: Buffer.from('eA==', 'base64') }) })")
})

test('an option that would be taken for one of all commands has the name that the CLI gives it', () => {
  expect(printed([poll(0, { operation: 'Subscribe', input: { Endpoint: 'arn:x' } })]).cli).toContain(
    'toy subscribe --output json --notification-endpoint arn:x',
  )
})

test('an ARN that an answer gave is taken from there, whatever account it names', () => {
  const history: readonly Step[] = [
    { operation: 'Describe', input: {}, output: { Arn: 'arn:aws:toy:r-1:<account>:a' } },
    { operation: 'Put', input: { Arn: 'arn:aws:toy:r-1:<account>:a', Other: 'arn:aws:toy:r-1:<account>:b' } },
  ]
  const { cli } = codeOf(history, { service: 'toy', region: 'r-1' })
  expect(cli).toContain(`toy put --output json --arn "$(jq -r .Arn <<<"$R1")" --other arn:aws:toy:r-1:000000000000:b`)
})
