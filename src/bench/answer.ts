/** An HTTP response as far as a benchmark looks at it. */
export interface Answer {
  readonly status: number
  readonly body: string
  /** Whether the connection takes another request. */
  readonly reusable: boolean
}

const unchunked = (text: string, from: number): string | undefined => {
  let body = ''
  for (let at = from; ;) {
    const lineEnd = text.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    const next = lineEnd + 2 + size + 2
    if (text.length < next) return undefined
    if (size === 0) return body
    body += text.slice(lineEnd + 2, lineEnd + 2 + size)
    at = next
  }
}

/**
 * Reads one response out of everything a connection has received since its request.
 *
 * @param text one character a byte
 * @param ended whether the server has closed the connection
 * @returns undefined while the response is not whole
 */
export const readAnswer = (text: string, ended: boolean): Answer | undefined => {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = text.slice(0, headEnd).toLowerCase()
  const bodyStart = headEnd + 4
  const status = Number(head.slice(9, 12))
  const reusable = head.startsWith('http/1.1') && !head.includes('\r\nconnection: close')
  const lengthAt = head.indexOf('\r\ncontent-length:')
  if (lengthAt >= 0) {
    const length = Number.parseInt(head.slice(lengthAt + 17, lengthAt + 33), 10)
    if (text.length < bodyStart + length) return undefined
    return { status, body: text.slice(bodyStart, bodyStart + length), reusable }
  }
  if (head.includes('\r\ntransfer-encoding: chunked')) {
    const body = unchunked(text, bodyStart)
    return body === undefined ? undefined : { status, body, reusable }
  }
  return ended ? { status, body: text.slice(bodyStart), reusable: false } : undefined
}
