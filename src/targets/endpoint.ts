import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { rootCertificates } from 'node:tls'
import { addressOf } from './address.js'
import { Breaking } from './breaking.js'
import { exchange } from './exchange.js'
import { Gate } from './gate.js'
import { HttpDoors } from './http-door.js'
import { PacedGate } from './paced-gate.js'
import type { Permit } from './paced-gate.js'
import { Heartbeat } from './heartbeat.js'
import { untilBroken } from './pieces.js'
import { Places } from './places.js'
import { Presence } from './presence.js'
import { NoAnswer } from './target.js'
import type { Credentials, DoorAnswering, HttpAnswer, HttpRequest, Scope, Slack, Target } from './target.js'
import { wallClock } from './wall-clock.js'

export interface EndpointOptions {
  /** `http://localhost:4566` */
  readonly endpoint: string
  /** Addresses of single services, where they have their own. */
  readonly endpoints?: Readonly<Record<string, string>>
  /** How it is given on the command line, where that is not by its endpoint. */
  readonly again?: string
  readonly region: string
  readonly credentials: Credentials
  readonly slack: Slack
  /** Certificates that are trusted beside the usual ones, in PEM; and whether any is. */
  readonly ca?: string
  readonly insecure?: boolean
  /** A few letters and digits that are this run's own; they stand in the name of everything that is made. */
  readonly run: string
  /** `http://host.docker.internal:8099`: where the target reaches subscribers over HTTP, and we listen on that port; loopback, where the endpoint is on it too. */
  readonly door?: string
}

/** What everything that a run makes on a shared target is called, at its beginning. */
export const namePrefix = (run: string): string => `${ANY_RUN}${run}-`

/** What everything that any run makes is called, at its beginning. */
export const ANY_RUN = 'touchstone-'

/** How it is told that a target went away in the middle of a run. */
export const GONE = 'the target does not answer any more'

/** Long polls wait rather than work, so they do not count among the requests that a target works on. */
const LONG_POLLS_AT_ONCE = 512
/** Most of them wait for a timer at any one time. */
const CASES_AT_ONCE = 1000
/** Milliseconds after which a target that says nothing has hung. */
const ANSWER_WITHIN_MS = 30_000
/** Milliseconds more for a request that may wait by the service's own rules. */
const WAIT_WITHIN_MS = 30_000
const WAITING_AFTER_MS = 1000
/** Larger requests take long for their size, which says nothing about the target's load. */
const SMALL_BYTES = 16 * 1024
/** Idle connections are closed before a server does, which would break the request that is just being sent. */
const IDLE_MS = 2000

/** An implementation behind a URL, in real time. */
export const endpointTarget = (options: EndpointOptions): Target => {
  const { endpoints, again, region, credentials, slack, run, door, ca, insecure = false } = options
  const base = new URL(addressOf(options, undefined))
  const kept = { keepAlive: true, maxSockets: Infinity, scheduling: 'lifo', timeout: IDLE_MS } as const
  const trusted = { ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }), rejectUnauthorized: !insecure }
  const agents = { 'http:': new HttpAgent(kept), 'https:': new HttpsAgent({ ...kept, ...trusted }) }
  const places = new Places(options, agents, trusted)
  const requests = new PacedGate()
  const longPolls = new Gate(LONG_POLLS_AT_ONCE)
  const breaking = new Breaking()
  const heartbeat = new Heartbeat(wallClock.now)
  const isNear = LOOPBACK.test(base.hostname)
  const doors = new HttpDoors(door === undefined ? {} : { url: door })
  let scopes = 0

  const presence = new Presence((why) => breaking.breakOff(`${GONE} (${why})`))

  const send = async (request: HttpRequest, timeoutMs: number, isRepeatable: boolean): Promise<HttpAnswer> => {
    const { base, agent, whole } = places.of(request)
    try {
      const answer = await exchange({ base, agent, request: whole(request), timeoutMs, isRepeatable })
      presence.answered()
      return answer
    } catch (error) {
      if (error instanceof NoAnswer) presence.silent(error.message)
      throw error
    }
  }

  const address = `${base.origin}${base.pathname.replace(/\/$/, '')}`
  return {
    label: address,
    endpoint: address,
    ...(endpoints === undefined ? {} : { endpoints }),
    ...(again === undefined ? {} : { again }),
    isVirtual: false,
    casesAtOnce: CASES_AT_ONCE,
    accounts: 1,
    ...(isNear || door !== undefined ? { openDoor: (_scope: Scope, answer: DoorAnswering) => doors.open(answer) } : {}),
    slack,
    region,
    credentials,
    async open(isUrgent = false): Promise<Scope> {
      // The leave to begin is the leave for the first request, so that no more cases begin than the target can take.
      let first: Permit | undefined = await breaking.orBroken(() => requests.permit(!isUrgent))
      return {
        clock: {
          now: wallClock.now,
          stoodStill: (since) => heartbeat.stoodStill(since),
          sleep: (ms, enough) => breaking.orBroken(() => wallClock.sleep(ms, enough)),
        },
        region,
        prefix: `${namePrefix(run)}${(scopes++).toString(36)}-`,
        send: (request, wait = 'none', isRepeatable = false) =>
          breaking.orBroken(async () => {
            const withinMs = ANSWER_WITHIN_MS + (wait === 'none' ? 0 : WAIT_WITHIN_MS)
            if (wait === 'surely') return longPolls.pass(() => send(request, withinMs, isRepeatable))
            const permit = first ?? (await requests.permit(false))
            first = undefined
            // Whatever takes that long waits rather than works.
            const waiting = setTimeout(() => permit.giveBack(), WAITING_AFTER_MS)
            try {
              const answer = await send(request, withinMs, isRepeatable)
              const ms = answer.received - answer.sent
              if (request.body.length <= SMALL_BYTES && (wait === 'none' || ms < WAITING_AFTER_MS)) requests.took(ms)
              return answer
            } finally {
              clearTimeout(waiting)
              permit.giveBack()
            }
          }),
        stream: (request) =>
          breaking.orBroken(async () => {
            const permit = first ?? (await requests.permit(false))
            first = undefined
            try {
              const answer = await places.stream(request)
              return { ...answer, pieces: untilBroken(answer.pieces, breaking) }
            } finally {
              permit.giveBack()
            }
          }),
        close() {
          first?.giveBack()
          return Promise.resolve()
        },
      }
    },
    breakOff: () => breaking.breakOff(),
    async close() {
      heartbeat.end()
      for (const agent of Object.values(agents)) agent.destroy()
      places.close()
      await doors.close()
    },
  }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/
