import { expect, test } from 'vitest'
import { readAnswer } from './answer.js'

test('an answer of known length is whole when its body is', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 4\r\n\r\n'
  expect(readAnswer(`${head}{"`, false)).toBeUndefined()
  expect(readAnswer(`${head}{"a"`, false)).toEqual({ status: 200, body: '{"a"', reusable: true })
})

test('an answer in chunks is put together', () => {
  const head = 'HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n'
  expect(readAnswer(`${head}3\r\nabc\r\n`, false)).toBeUndefined()
  expect(readAnswer(`${head}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`, false)).toEqual({ status: 400, body: 'abcde', reusable: true })
})

test('an answer without a length ends with its connection', () => {
  const text = 'HTTP/1.0 200 OK\r\n\r\nall of it'
  expect(readAnswer(text, false)).toBeUndefined()
  expect(readAnswer(text, true)).toEqual({ status: 200, body: 'all of it', reusable: false })
})

test('a server that says so, or speaks HTTP/1.0, gets a new connection for the next request', () => {
  expect(readAnswer('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', false)?.reusable).toBe(false)
  expect(readAnswer('HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', false)?.reusable).toBe(false)
})
