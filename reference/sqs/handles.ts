/** What a server reads in its receipt handles, so that it need not remember them: which message of which queue. */
export interface Handle {
  readonly queue: number
  readonly message: number
}

const PREFIX = 'AQEB'
const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0')
const number = (digits: string): number => parseInt(digits, 16)
const QUEUE = 8
const MESSAGE = 13
const RECEIVE = 8
const CHECK = 8
const LENGTH = PREFIX.length + QUEUE + MESSAGE + RECEIVE + CHECK
const FORM = new RegExp(`^${PREFIX}[0-9a-f]{${LENGTH - PREFIX.length}}$`)

/**
 * Another one for each receive of a message. Opaque to clients, and with a checksum over the world's salt: a handle that was not given is told from one that was.
 *
 * @clause sqs.receive.handle-max-1024
 */
export function printHandle({ queue, message }: Handle, receive: number, salt: number): string {
  const text = PREFIX + hex(queue, QUEUE) + hex(message, MESSAGE) + hex(receive, RECEIVE)
  return text + hex(checksum(text, salt), CHECK)
}

export function readHandle(handle: string, salt: number): Handle | undefined {
  if (handle.length !== LENGTH || !FORM.test(handle)) return undefined
  const text = handle.slice(0, -CHECK)
  if (handle.slice(-CHECK) !== hex(checksum(text, salt), CHECK)) return undefined
  const at = PREFIX.length
  return { queue: number(text.slice(at, at + QUEUE)), message: number(text.slice(at + QUEUE, at + QUEUE + MESSAGE)) }
}

/** FNV-1a. */
export function checksum(text: string, salt: number): number {
  let hash = 0x811c9dc5 ^ salt
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
