import { reference, type Reference } from '../../reference/index.js'
import type { WorldClock } from '../../reference/server/clock.js'
import { type AnswerBody, bytesOf } from '../../reference/wire/request.js'
import { Breaking } from './breaking.js'
import { untilBroken } from './pieces.js'
import { NO_SLACK } from './slack.js'
import type { Piece, Scope, Target } from './target.js'

/** Work for the processor, not for the network: more at the same time would only take more memory. */
const CASES_AT_ONCE = 24
const FIRST_ACCOUNT = 100_000_000_000

/**
 * The reference inside this process. Each case has an account, so a world and a clock, of its own; time is virtual, and jumps when everything
 * in the account waits.
 *
 * @param seed from which the reference draws its ids and all that is left open
 * @param adversity how it uses what is left open; calm unless given
 * @param aws another reference than the usual one, on a virtual clock
 */
export const embeddedTarget = (
  seed: number,
  adversity?: string,
  aws: Reference = reference({ clock: 'virtual', seed, adversity }),
): Target => {
  const region = 'us-east-1'
  const { endpoint } = aws.client()
  const breaking = new Breaking()
  let scopes = 0
  let doors = 0
  return {
    label: embeddedLabel(adversity),
    ...(adversity === undefined ? {} : { adversity }),
    endpoint,
    isVirtual: true,
    casesAtOnce: CASES_AT_ONCE,
    accounts: 2,
    openDoor: async ({ clock }, answer) => {
      const host = `door-${doors++}.touchstone.localhost`
      const close = aws.door(host, async ({ method, url, headers, body }) => {
        const { pathname, search } = new URL(url)
        const said = await answer({ method, path: pathname + search, headers, body, at: clock.now() })
        if (said === undefined) throw new Error('the door broke the connection off')
        return said
      })
      return { url: `http://${host}`, secureUrl: `https://${host}`, close: async () => close() }
    },
    slack: NO_SLACK,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    breakOff: () => breaking.breakOff(),
    open: (_isUrgent, accounts = 1) =>
      breaking.orBroken(async (): Promise<Scope> => {
        const account = String(FIRST_ACCOUNT + scopes++)
        const second = accounts > 1 ? String(FIRST_ACCOUNT + scopes++) : undefined
        if (second !== undefined) aws.worlds(account, second)
        const world = aws.world(account)
        const { clock } = world
        return {
          clock: { now: () => clock.now(), sleep: (ms, enough) => sleep(clock, ms, enough) },
          region,
          account,
          ...(second === undefined ? {} : { second }),
          prefix: 't',
          async send(request) {
            breaking.goOn()
            const sent = clock.now()
            // Nothing gets lost inside a process: what the reference throws is a crash, as a server would answer it.
            const { status, headers, body } = await aws
              .request(request)
              .catch((cause: unknown) => ({ status: 500, headers: {}, body: String(cause) }))
            return { status, headers: lowerCased(headers), body: await bytesOf(body), sent, received: clock.now() }
          },
          async stream(request) {
            breaking.goOn()
            const sent = clock.now()
            const { status, headers, body } = await aws.request(request)
            return {
              status,
              headers: lowerCased(headers),
              sent,
              received: clock.now(),
              pieces: untilBroken(piecesOf(body, clock), breaking),
            }
          },
          close() {
            world.drop()
            return Promise.resolve()
          },
        }
      }),
    close: () => Promise.resolve(),
  }
}

export const embeddedLabel = (adversity: string | undefined): string =>
  `embedded reference${adversity === undefined ? '' : ` (${adversity})`}`

const sleep = (clock: WorldClock, ms: number, enough: AbortSignal | undefined): Promise<void> => {
  if (enough === undefined) return clock.sleep(ms)
  return new Promise((resolve) => {
    if (enough.aborted) return resolve()
    const unpark = clock.park()
    const end = (): void => {
      cancel()
      unpark()
      enough.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.at(clock.now() + ms, end)
    enough.addEventListener('abort', end)
  })
}

/** The reference makes its next piece when it is asked for it. */
const piecesOf = (body: AnswerBody, clock: WorldClock): AsyncIterableIterator<Piece> => {
  const pieces = (typeof body === 'string' || body instanceof Uint8Array ? whole(body) : body)[Symbol.asyncIterator]()
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      const { done, value } = (await pieces.next()) as IteratorResult<Uint8Array, undefined>
      return done === true ? { done, value } : { done: false, value: { bytes: value, received: clock.now() } }
    },
    async return() {
      await pieces.return?.()
      return { done: true, value: undefined }
    },
  }
}

async function* whole(body: string | Uint8Array): AsyncGenerator<Uint8Array, undefined> {
  yield await bytesOf(body)
  return undefined
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
