import { connect, type Socket } from 'node:net'
import { readAnswer, type Answer } from './answer.js'

const SILENCE_MS = 60_000

/**
 * One client's connection: a request, its answer, the next request. It is opened anew only where the server closes it.
 * Written on the bare socket, so that on a machine of two cores the client is not what is measured.
 */
export class Connection {
  #socket: Socket | undefined
  #received = ''
  #answered: ((answer: Answer) => void) | undefined
  #failed: ((error: Error) => void) | undefined
  #resend: string | undefined

  constructor(
    readonly host: string,
    readonly port: number,
  ) {}

  /**
   * Sends one request, ready-made and in ASCII, and gives its answer. One at a time.
   *
   * @throws Error when the connection fails, or nothing comes for a minute.
   */
  ask(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#failed = reject
      // A kept connection may have been closed by the server just now: then, and only then, the request is sent again.
      this.#resend = this.#socket === undefined ? undefined : request
      this.#received = ''
      ;(this.#socket ?? this.#open()).write(request, 'latin1')
    })
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }

  #open(): Socket {
    const socket = connect({ host: this.host, port: this.port, noDelay: true })
    socket.setEncoding('latin1')
    socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error(`no answer within ${SILENCE_MS} ms`)))
    let failure: Error | undefined
    socket.on('data', (chunk: string) => {
      this.#received = this.#received === '' ? chunk : this.#received + chunk
      this.#read(socket, false)
    })
    socket.on('error', (error) => (failure = error))
    socket.on('close', () => this.#closed(socket, failure))
    this.#socket = socket
    return socket
  }

  #read(socket: Socket, ended: boolean): void {
    const answer = readAnswer(this.#received, ended)
    const answered = this.#answered
    if (answer === undefined || answered === undefined) return
    if (!answer.reusable && this.#socket === socket) {
      this.#socket = undefined
      socket.destroy()
    }
    this.#answered = undefined
    this.#failed = undefined
    answered(answer)
  }

  #closed(socket: Socket, failure: Error | undefined): void {
    if (this.#socket !== socket) return
    this.#socket = undefined
    this.#read(socket, true)
    const failed = this.#failed
    if (failed === undefined) return
    const request = this.#resend
    this.#resend = undefined
    if (request !== undefined && this.#received === '') this.#open().write(request, 'latin1')
    else failed(failure ?? new Error('the server closed the connection before it answered'))
  }
}
