import { connect, type Socket } from 'node:net'

const SILENCE_MS = 10_000
/** What is looked for is shorter than this: so much is kept of what came. */
const KEPT = 4096

/** A request whose answer goes on for a while: what comes is looked through for texts, and not read otherwise. */
export class EventReader {
  readonly #socket: Socket
  #came = ''
  #wanted: { readonly text: string; found(): void; failed(error: Error): void } | undefined

  /** @param request ready-made and in ASCII */
  constructor(host: string, port: number, request: string) {
    this.#socket = connect({ host, port, noDelay: true })
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (chunk: string) => {
      this.#came = (this.#came + chunk).slice(-KEPT)
      this.#look()
    })
    const fail = (error: Error): void => this.#wanted?.failed(error)
    this.#socket.on('error', fail)
    this.#socket.on('close', () => fail(new Error(`the answer ended: ${this.#came.slice(0, 200)}`)))
    this.#socket.setTimeout(SILENCE_MS, () => this.#socket.destroy(new Error(`nothing came within ${SILENCE_MS} ms`)))
    this.#socket.write(request, 'latin1')
  }

  /**
   * Resolves once a text has come.
   *
   * @throws Error where the answer ends before, or nothing comes for ten seconds.
   */
  async see(text: string): Promise<void> {
    if (this.#socket.destroyed) throw new Error(`the answer has ended: ${this.#came.slice(0, 200)}`)
    await new Promise<void>((found, failed) => {
      this.#wanted = { text, found, failed }
      this.#look()
    })
    this.#wanted = undefined
  }

  close(): void {
    this.#socket.destroy()
  }

  #look(): void {
    if (this.#wanted !== undefined && this.#came.includes(this.#wanted.text)) this.#wanted.found()
  }
}
