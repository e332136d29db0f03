import type { Duplex } from 'node:stream'
import { ServiceError } from '../core/errors.js'
import { UNKNOWN_QUERY } from '../wire/protocols/query.js'

/** What is no HTTP request cannot say which protocol it speaks, so the answer is XML, as AWS's front ends give it. Ends the connection. */
export const answerBadRequest = (error: Error & { readonly code?: string }, socket: Duplex): void => {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const { shape, status, reason, message } = TROUBLES[error.code ?? ''] ?? OTHER
  const body = UNKNOWN_QUERY.fail(new ServiceError(shape, message), NO_REQUEST_ID)!.body as string
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  )
}

interface Trouble {
  readonly shape: string
  readonly status: number
  readonly reason: string
  readonly message: string
}

const OTHER: Trouble = {
  shape: 'MalformedHttpRequestException',
  status: 400,
  reason: 'Bad Request',
  message: 'The request is not HTTP/1.1 that can be read.',
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  HPE_HEADER_OVERFLOW: {
    shape: 'MalformedHttpRequestException',
    status: 431,
    reason: 'Request Header Fields Too Large',
    message: 'The header of the request is too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    shape: 'RequestTimeoutException',
    status: 408,
    reason: 'Request Timeout',
    message: 'The request was not complete in time.',
  },
}

const NO_REQUEST_ID = '00000000-0000-0000-0000-000000000000'
