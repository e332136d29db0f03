import { request } from 'node:http'

const BODY = '{}'
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'content-length': String(BODY.length),
  'x-amz-target': 'AmazonSQS.ListQueues',
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host;x-amz-date, Signature=' + '0'.repeat(64),
  'x-amz-date': '20260101T000000Z',
}

/** Does the server at `endpoint` answer `ListQueues`? Connection refused, silence of 2 s and any other status are a no. */
export const answersListQueues = (endpoint: string): Promise<boolean> =>
  new Promise((resolve) => {
    const call = request(endpoint, { method: 'POST', headers: HEADERS, agent: false, timeout: 2_000 }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode === 200))
      response.on('error', () => resolve(false))
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(false))
    call.end(BODY)
  })
