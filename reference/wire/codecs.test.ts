import * as sdk from '@aws-sdk/client-sqs'
import type { StaticOperationSchema } from '@smithy/types'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Parameters, readForm } from './form.js'
import { jsonOperation } from './protocols/json.js'
import { queryOperation } from './protocols/query.js'
import { jsonReader } from './read-json.js'
import { operationSchemas } from './schema.js'

const codec = (operation: StaticOperationSchema) => {
  const json = jsonOperation(operation[2], operation, 'application/x-amz-json-1.0')
  const query = queryOperation(operation[2], operation, { xmlNamespace: 'n' })
  return {
    readJson: jsonReader(operationSchemas(operation).input),
    readQuery: (parameters: Parameters) => query.read(parameters),
    writeJson: (output: unknown) => json.write(output, 'id').body as string,
    writeXml: (output: unknown) => /<\w+Response xmlns="n">(.*)<ResponseMetadata>/s.exec(query.write(output, 'id').body as string)![1]!,
  }
}
const query = (operation: StaticOperationSchema, form: string) => codec(operation).readQuery(readForm(form, new Parameters()))
const form = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString()

test('JSON: members by name, blobs as bytes, null as absent, unknown members passed over', () => {
  const input = {
    QueueUrl: 'u',
    MessageBody: 'b',
    DelaySeconds: 5.9,
    MessageGroupId: null,
    Unknown: { deep: [1] },
    MessageAttributes: { a: { DataType: 'Binary', BinaryValue: 'AAEC' }, gone: null },
  }
  expect(codec(sdk.SendMessage$).readJson(input)).toEqual({
    QueueUrl: 'u',
    MessageBody: 'b',
    DelaySeconds: 5,
    MessageAttributes: { a: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 1, 2]) } },
  })
})

test.each([
  [{ DelaySeconds: '5' }, 'STRING_VALUE can not be converted to an Integer'],
  [{ DelaySeconds: true }, 'TRUE_VALUE can not be converted to an Integer'],
  [{ MessageBody: 5 }, 'NUMBER_VALUE can not be converted to a String'],
  [{ MessageBody: false }, 'FALSE_VALUE can not be converted to a String'],
  [{ MessageBody: [] }, 'Start of list found where not expected'],
  [{ MessageBody: {} }, 'Start of structure or map found where not expected.'],
  [{ MessageAttributes: [] }, 'Start of list found where not expected'],
  [{ MessageAttributes: 'x' }, 'Expected map or null'],
  [{ MessageAttributes: { a: 'x' } }, 'Expected null'],
  [{ MessageAttributes: { a: { BinaryValue: 'A' } } }, "'A' can not be converted to a Blob: it is not Base64"],
  [[], 'Start of list found where not expected'],
  ['x', 'Expected null'],
])('JSON: %j is a SerializationException', (input, message) => {
  expect(() => codec(sdk.SendMessage$).readJson(input)).toThrow(expect.objectContaining({ shape: 'SerializationException', message }))
})

test('JSON: a map may have any key', () => {
  const { tags } = codec(sdk.CreateQueue$).readJson(JSON.parse('{"tags":{"__proto__":"a","constructor":"b"}}')) as {
    tags: Record<string, string>
  }
  expect(Object.entries(tags)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
})

test('Query: flattened lists and maps', () => {
  const entry = 'SendMessageBatchRequestEntry.'
  const read = query(
    sdk.SendMessageBatch$,
    form({
      QueueUrl: 'u',
      [`${entry}2.Id`]: 'second',
      [`${entry}1.Id`]: 'first',
      [`${entry}10.Id`]: 'tenth',
      [`${entry}1.MessageBody`]: 'a+b c&=',
      [`${entry}1.DelaySeconds`]: '5',
      [`${entry}1.MessageAttribute.1.Name`]: 'n.1',
      [`${entry}1.MessageAttribute.1.Value.DataType`]: 'Binary',
      [`${entry}1.MessageAttribute.1.Value.BinaryValue`]: 'AAEC',
    }),
  )
  expect(read).toEqual({
    QueueUrl: 'u',
    Entries: [
      {
        Id: 'first',
        MessageBody: 'a+b c&=',
        DelaySeconds: 5,
        MessageAttributes: { 'n.1': { DataType: 'Binary', BinaryValue: new Uint8Array([0, 1, 2]) } },
      },
      { Id: 'second' },
      { Id: 'tenth' },
    ],
  })
})

test.each<[StaticOperationSchema, string, object]>([
  [
    sdk.CreateQueue$,
    'QueueName=q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5&Tag.1.Key=k&Tag.1.Value=',
    { QueueName: 'q', Attributes: { DelaySeconds: '5' }, tags: { k: '' } },
  ],
  [sdk.SetQueueAttributes$, 'Attribute.Name=DelaySeconds&Attribute.Value=5', { Attributes: { DelaySeconds: '5' } }],
  [
    sdk.ReceiveMessage$,
    'AttributeName.1=All&MaxNumberOfMessages=-1',
    { AttributeNames: ['All'], MessageSystemAttributeNames: ['All'], MaxNumberOfMessages: -1 },
  ],
  [sdk.GetQueueAttributes$, 'AttributeName=', { AttributeNames: [] }],
  [sdk.GetQueueAttributes$, 'AttributeName=All', { AttributeNames: ['All'] }],
  [sdk.UntagQueue$, 'TagKey.1=a&TagKey.2=b', { TagKeys: ['a', 'b'] }],
  [sdk.AddPermission$, 'AWSAccountId.1=1&ActionName.1=*&Label=l', { AWSAccountIds: ['1'], Actions: ['*'], Label: 'l' }],
  [sdk.SendMessage$, 'MessageBody=&Unknown.1.2=3&.=&a..b=c&=&&', { MessageBody: '' }],
  [sdk.ListQueues$, '', {}],
])('Query: %s %s', (operation, text, expected) => {
  expect(query(operation, text)).toEqual(expected)
})

test('Query: a value that is no text is none', () => {
  expect(query(sdk.TagQueue$, 'Tag.1.Key=k&Tag.1.Value.x=1')).toEqual({ Tags: {} })
})

test('JSON: a text is read however long, and refused at once where it is nested deeply', () => {
  const read = (text: string) => jsonOperation('TagQueue', sdk.TagQueue$, 'x').read(text)
  const long = 'a"\\\\{['.repeat(20_000)
  expect(read(JSON.stringify({ QueueUrl: long, Tags: { '\\': '"[' } }))).toEqual({ QueueUrl: long, Tags: { '\\': '"[' } })
  const begun = performance.now()
  for (const deep of [
    '['.repeat(8_000_000),
    '{"a":'.repeat(1_000_000),
    `{"QueueUrl":"u","x":${'['.repeat(500_000)}${']'.repeat(500_000)}}`,
  ])
    expect(() => read(deep)).toThrow(expect.objectContaining({ shape: 'SerializationException' }))
  expect(performance.now() - begun).toBeLessThan(500)
})

test('Query: what is no number, no Base64, no form', () => {
  expect(() => query(sdk.SendMessage$, 'DelaySeconds=five')).toThrow(
    expect.objectContaining({
      shape: 'InvalidParameterValue',
      message: 'Value five for parameter DelaySeconds is invalid. Reason: Must be an integer.',
    }),
  )
  expect(() => query(sdk.SendMessage$, 'MessageAttribute.1.Name=a&MessageAttribute.1.Value.BinaryValue=%')).toThrow(
    expect.objectContaining({ shape: 'MalformedQueryString' }),
  )
  expect(() => query(sdk.SendMessage$, 'MessageBody=%C3')).toThrow(expect.objectContaining({ shape: 'MalformedQueryString' }))
  expect(() => query(sdk.SendMessage$, 'a=1&'.repeat(20_001))).toThrow(/more than 20000 parameters/)
})

test('writing: blobs and maps in both protocols, nothing for an operation without output', () => {
  const { writeJson, writeXml } = codec(sdk.ReceiveMessage$)
  const output = {
    Messages: [
      {
        MessageId: 'm',
        Body: 'b',
        ReceiptHandle: undefined,
        MessageAttributes: { a: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 1, 2]) } },
      },
      { Attributes: { SenderId: 's' } },
    ],
  }
  expect(JSON.parse(writeJson(output))).toEqual({
    Messages: [
      { MessageId: 'm', Body: 'b', MessageAttributes: { a: { DataType: 'Binary', BinaryValue: 'AAEC' } } },
      { Attributes: { SenderId: 's' } },
    ],
  })
  expect(writeXml(output)).toBe(
    '<ReceiveMessageResult><Message><MessageId>m</MessageId><Body>b</Body><MessageAttribute><Name>a</Name><Value><DataType>Binary</DataType>' +
      '<BinaryValue>AAEC</BinaryValue></Value></MessageAttribute></Message>' +
      '<Message><Attribute><Name>SenderId</Name><Value>s</Value></Attribute></Message></ReceiveMessageResult>',
  )
  expect(writeXml({})).toBe('<ReceiveMessageResult/>')
  const { writeJson: nothing, writeXml: noElement } = codec(sdk.DeleteMessage$)
  expect([nothing({}), noElement({})]).toEqual(['', ''])
})

test('XML keeps every text that it can carry', () => {
  const { writeXml } = codec(sdk.CreateQueue$)
  const write = (text: string) =>
    writeXml({ QueueUrl: text }).slice('<CreateQueueResult><QueueUrl>'.length, -'</QueueUrl></CreateQueueResult>'.length)
  expect(write('<&>"\r\n\t')).toBe('&lt;&amp;&gt;&quot;&#13;\n\t')
  expect(write('\u0000\uFFFE\uD800x\u{1F600}')).toBe('\uFFFD\uFFFD\uFFFDx\u{1F600}')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const read = write(text).replace(/&(?:lt|gt|amp|quot|#13);/g, (entity) => UNESCAPED[entity]!)
      expect(read).toBe(text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '\uFFFD'))
    }),
  )
})
const UNESCAPED: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&#13;': '\r' }

test('every form that URLSearchParams writes is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(query(sdk.SendMessage$, form({ MessageBody: text }))).toEqual({ MessageBody: text })
    }),
  )
})
