import { LEVELS, readAdversity } from '../core/adversity.js'
import { type Answer, type Incoming, header } from '../wire/request.js'
import { DEFAULT_REGION, isAccount, REGION } from '../wire/scope.js'
import { shorten } from '../wire/text.js'
import type { ServedWorld } from './served-world.js'
import type { Worlds } from './worlds.js'

/** No AWS service has paths that begin so. */
export const CONTROL_PREFIX = '/_touchstone/'

/**
 * The control endpoints of a server. They speak JSON; errors are `{ "error": "what to do" }`.
 *
 * | request | answer |
 * | --- | --- |
 * | `GET /_touchstone/health` | `{ "status": "ok", "clock": "wall", "seed": 1, "worlds": 2 }` |
 * | `GET /_touchstone/worlds/<account>/clock` | `{ "account", "clock", "now", "time", "waiting" }` |
 * | `POST /_touchstone/worlds/<account>/clock/advance` `{ "ms": 30000 }` | the clock as above, once everything that became due has happened |
 * | `GET /_touchstone/worlds/<account>/adversity` | `{ "account", "adversity": "hostile", "freedoms": { "<id>": 0.3 } }` |
 * | `PUT /_touchstone/worlds/<account>/adversity` `{ "adversity": "aws-like" }` | the same |
 * | `POST /_touchstone/worlds/<account>/reset` `{ "seed"?: 7 }` | `{ "account", "seed" }` |
 * | `PUT /_touchstone/worlds/<account>/seed` `{ "seed": 7 }` | `{ "account", "seed" }` |
 * | `GET /_touchstone/worlds/<account>/outbox` | `{ "account", "sent": [{ "kind": "email", "to", "subject"?, "body", "at", … }] }`: what went to people, oldest first |
 * | `POST /_touchstone/worlds/<account>/sms` `{ "from": "+15551234567", "text": "STOP", "region"? }` | `{ "account", "region" }`: a phone has sent that |
 * | `POST /_touchstone/worlds` `{ "accounts": ["…", "…"] }` | `{ "accounts" }`: accounts that have nothing yet, on one clock from now on |
 *
 * `now` is in milliseconds since 1970, `time` the same in ISO 8601, and `waiting` tells how many requests wait.
 *
 * A page in a browser must not drive a server on the same machine: besides what holds for every request (`Admission`), those that change something
 * must have the content type `application/json`, which a page of another origin cannot send unasked.
 */
export class Control {
  constructor(private readonly worlds: Worlds) {}

  refuse(error: Error): Answer {
    return json(403, { error: error.message })
  }

  async answer(request: Incoming): Promise<Answer> {
    try {
      this.#admit(request)
      return json(200, await this.#act(request))
    } catch (error) {
      if (error instanceof Refused) return json(error.status, { error: error.message })
      if (error instanceof RangeError) return json(400, { error: error.message })
      throw error
    }
  }

  #admit(request: Incoming): void {
    if (request.method !== 'GET' && header(request, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json') {
      throw new Refused(415, 'Send Content-Type: application/json.')
    }
  }

  async #act(request: Incoming): Promise<unknown> {
    const [place, account, ...rest] = request.path.slice(CONTROL_PREFIX.length).split('/')
    const what = rest.join('/')
    if (place === 'health' && account === undefined) return allow(request, 'GET', () => this.#health())
    if (place === 'worlds' && account === undefined) return allow(request, 'POST', () => this.#together(bodyOf(request)))
    if (place !== 'worlds' || account === undefined || !Object.hasOwn(ACTIONS, what)) {
      throw new Refused(404, `There is nothing at ${shorten(request.path)}.`)
    }
    if (!isAccount(account)) throw new Refused(400, `An account has 12 digits, not ${shorten(account)}.`)
    const actions: Readonly<Record<string, Act>> = ACTIONS[what as keyof typeof ACTIONS]
    const methods = Object.keys(actions)
    const { method } = request
    if (!Object.hasOwn(actions, method)) throw new Refused(405, `Use ${methods.join(' or ')} here, not ${shorten(method)}.`)
    return actions[method]!(this.worlds.of(account), method === 'GET' ? {} : bodyOf(request), this.worlds, account)
  }

  #together({ accounts }: Readonly<Record<string, unknown>>): unknown {
    const isList = (value: unknown): value is [string, ...string[]] =>
      Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && isAccount(one))
    if (!isList(accounts)) throw new Refused(400, 'Send { "accounts": [ids of 12 digits] }.')
    return { accounts: this.worlds.together(accounts).accounts }
  }

  #health(): unknown {
    const { clock, seed } = this.worlds.options
    return { status: 'ok', clock, seed, worlds: this.worlds.size }
  }
}

type Act = (world: ServedWorld, body: Readonly<Record<string, unknown>>, worlds: Worlds, account: string) => unknown

const told = (world: ServedWorld) => {
  const now = world.clock.now()
  return { account: world.account, clock: world.clock.kind, now, time: isoTime(now), waiting: world.waiting }
}

const adversityOf = ({ account, adversity: { text, chances } }: ServedWorld) => ({
  account,
  adversity: text,
  freedoms: Object.fromEntries(chances),
})

/** By path and method. */
const ACTIONS = {
  clock: { GET: told },
  'clock/advance': {
    POST: async (world, { ms }) => {
      if (typeof ms !== 'number' || !(ms >= 0) || world.clock.now() + ms > LAST_TIME) {
        throw new Refused(400, 'Send { "ms": number }: how many milliseconds to go forward, at least 0 and not beyond the year 275760.')
      }
      await world.clock.advance(ms)
      return told(world)
    },
  },
  adversity: {
    GET: adversityOf,
    PUT: (world, { adversity }, { options: { freedoms } }) => {
      if (typeof adversity !== 'string') throw new Refused(400, `Send { "adversity": "${LEVELS.join('" | "')}" }, or the ids of freedoms.`)
      world.adversity = readAdversity(adversity, freedoms)
      return adversityOf(world)
    },
  },
  outbox: { GET: (world, _body, _worlds, account) => ({ account, sent: world.outbox.all().filter((sent) => sent.account === account) }) },
  sms: {
    POST: (world, { from, text, region = DEFAULT_REGION }, _worlds, account) => {
      if (
        typeof from !== 'string' ||
        !/^\+\d{4,15}$/.test(from) ||
        typeof text !== 'string' ||
        typeof region !== 'string' ||
        !REGION.test(region)
      )
        throw new Refused(400, 'Send { "from": "+15551234567", "text": "STOP" }, and a "region" if it is not us-east-1.')
      world.takeSms(account, region, from, text)
      return { account, region }
    },
  },
  reset: {
    POST: (world, { seed }) => {
      world.reset(seed === undefined ? undefined : integer(seed))
      return { account: world.account, seed: world.seed }
    },
  },
  seed: {
    PUT: (world, { seed }) => {
      world.reseed(integer(seed))
      return { account: world.account, seed: world.seed }
    },
  },
} satisfies Readonly<Record<string, Readonly<Record<string, Act>>>>

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

/** The last instant that a `Date` can hold. */
const LAST_TIME = 8.64e15

const isoTime = (ms: number): string => new Date(ms).toISOString()

const allow = <T>(request: Incoming, method: string, act: () => T): T => {
  if (request.method !== method) throw new Refused(405, `Use ${method} here, not ${shorten(request.method)}.`)
  return act()
}

const bodyOf = (request: Incoming): Readonly<Record<string, unknown>> => {
  const text = typeof request.body === 'string' ? request.body : Buffer.from(request.body).toString()
  try {
    const body: unknown = JSON.parse(text === '' ? '{}' : text)
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  } catch {
    // told below
  }
  throw new Refused(400, 'Send a JSON object.')
}

const integer = (seed: unknown): number => {
  if (typeof seed === 'number' && Number.isInteger(seed)) return seed
  throw new Refused(400, 'Send { "seed": integer }.')
}

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: JSON.stringify(body),
})
