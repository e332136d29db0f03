import type { Fault } from './faults.js'
import type { OperationCodec } from './operation.js'
import type { Answer } from './request.js'
import { escapeXml } from './write-xml.js'

/** How answers are spelt in one protocol of one service. */
export interface Format {
  success(operation: OperationCodec, output: unknown, requestId: string): Answer
  failure(fault: Fault, message: string, requestId: string): Answer
}

/**
 * AWS JSON. The header `x-amzn-query-error` tells clients that were written for the Query protocol the legacy code; AWS sends it whether or
 * not a request asks for it with `x-amzn-query-mode`.
 *
 * @clause sqs.json.response-content-type
 * @clause sqs.json.request-id-header
 * @clause sqs.json.error-body
 * @clause sqs.json.query-error-header
 */
export const jsonFormat = (version: string): Format => {
  const contentType = `application/x-amz-json-${version}`
  return {
    success: (operation, output, requestId) => ({
      status: 200,
      headers: { 'x-amzn-RequestId': requestId, 'Content-Type': contentType },
      body: operation.writeJson(output),
    }),
    failure: ({ type, code, status, sender }, message, requestId) => ({
      status,
      headers: { 'x-amzn-RequestId': requestId, 'x-amzn-query-error': `${code};${sender}`, 'Content-Type': contentType },
      body: JSON.stringify({ __type: type, message }),
    }),
  }
}

/**
 * The Query protocol: XML under the service's namespace.
 *
 * @clause sqs.query.success-envelope
 * @clause sqs.query.error-envelope
 * @clause sqs.query.error-legacy-code
 */
export const queryFormat = (xmlNamespace: string): Format => {
  const headers = (requestId: string) => ({ 'x-amzn-RequestId': requestId, 'Content-Type': 'text/xml' })
  return {
    success: (operation, output, requestId) => ({
      status: 200,
      headers: headers(requestId),
      body:
        `<?xml version="1.0"?><${operation.name}Response xmlns="${xmlNamespace}">${operation.writeXml(output)}` +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation.name}Response>`,
    }),
    failure: ({ code, status, sender }, message, requestId) => ({
      status,
      headers: headers(requestId),
      body:
        `<?xml version="1.0"?><ErrorResponse xmlns="${xmlNamespace}"><Error><Type>${sender}</Type><Code>${escapeXml(code)}</Code>` +
        `<Message>${escapeXml(message)}</Message><Detail/></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    }),
  }
}

/** For what comes before any service is known. */
export const PLAIN_JSON = jsonFormat('1.0')
export const PLAIN_QUERY = queryFormat('http://webservices.amazon.com/AWSFault/2005-15-09')
