import { request } from 'node:http'

const probe = (
  type: string,
  target: string | undefined,
  scope: string,
  body: string,
): { headers: Record<string, string>; body: string } => ({
  headers: {
    'content-type': type,
    'content-length': String(body.length),
    ...(target === undefined ? {} : { 'x-amz-target': target }),
    authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${scope}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
    'x-amz-date': '20260101T000000Z',
  },
  body,
})

/** A call for each service that every implementation of it answers, and that changes nothing. */
const PROBES = {
  sqs: probe('application/x-amz-json-1.0', 'AmazonSQS.ListQueues', 'sqs', '{}'),
  sns: probe('application/x-www-form-urlencoded', undefined, 'sns', 'Action=ListTopics&Version=2010-03-31'),
  kinesis: probe('application/x-amz-json-1.1', 'Kinesis_20131202.ListStreams', 'kinesis', '{}'),
}

export type Service = keyof typeof PROBES

/** Does the server at `endpoint` list what it has of `service`? Connection refused, silence of 2 s and any other status are a no. */
export const answersList = (endpoint: string, service: Service = 'sqs'): Promise<boolean> =>
  new Promise((resolve) => {
    const { headers, body } = PROBES[service]
    const call = request(endpoint, { method: 'POST', headers, agent: false, timeout: 2_000 }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode === 200))
      response.on('error', () => resolve(false))
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(false))
    call.end(body)
  })
