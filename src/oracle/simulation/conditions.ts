/** How requests and answers travel, and how well the server keeps time. Times are milliseconds. */
export interface Conditions {
  /** What a request, or an answer, is usually on its way, and at most: one in ten takes any time up to that. */
  readonly delay: { readonly usual: number; readonly most: number }
  /** The part of all requests that have no answer; of these every second one never arrives. */
  readonly lost: number
  /**
   * Milliseconds within which a request whose client gave up arrives after all: every second one of those without an answer that are not
   * lost on their way. Without it none does, as where the client's end of the connection tells the server.
   */
  readonly lingering?: number
  /** The server reads its clock in steps of `grain` (0: exactly), and the clock is `ppm` millionths too fast. */
  readonly clock: { readonly grain: number; readonly ppm: number }
  /** The server stands still for `ms`, about once `every`; its clock goes on. */
  readonly stops?: { readonly every: number; readonly ms: number }
}

const EXACT = { grain: 0, ppm: 0 }
const COARSE = { grain: 1, ppm: 0 }

/** What reference and oracle are tried under. */
export const CONDITIONS = {
  /** A server next door: hardly any delay, so that verdicts are sharp. */
  near: { delay: { usual: 0.5, most: 5 }, lost: 0, clock: EXACT },
  /** A network as it is: some delay, a coarse clock, an answer lost now and then. */
  usual: { delay: { usual: 5, most: 200 }, lost: 0.03, clock: COARSE },
  /** Every seventh answer is lost: much of what happens is not seen. */
  lossy: { delay: { usual: 5, most: 200 }, lost: 0.15, clock: COARSE },
  /** Delays of up to three seconds, a drifting clock, and a server that stops for a second now and then. */
  rough: { delay: { usual: 300, most: 3000 }, lost: 0.03, clock: { grain: 1, ppm: 100 }, stops: { every: 15_000, ms: 1000 } },
  /** The same, and the clock is slow. */
  slow: { delay: { usual: 300, most: 3000 }, lost: 0.03, clock: { grain: 1, ppm: -100 }, stops: { every: 15_000, ms: 1000 } },
  /** Requests take effect up to three seconds after their client gave up: proxies that try again, servers that hang. */
  lingering: { delay: { usual: 5, most: 200 }, lost: 0.06, lingering: 3000, clock: COARSE },
} as const satisfies Readonly<Record<string, Conditions>>
export type ConditionsName = keyof typeof CONDITIONS

/** What an oracle must allow for the clock at the other end. */
export const slackUnder = ({ clock }: Conditions): { readonly ms: number; readonly ppm: number } => ({
  ms: clock.grain,
  ppm: Math.abs(clock.ppm),
})

/** How late something that is due can be at most because the server stood still. */
export const latenessUnder = ({ stops }: Conditions): number => stops?.ms ?? 0

/** The longest that a request can wait at the server for something to come, in milliseconds. */
const LONGEST_WAIT = 20_000

/** How long after its client gave up a request can take effect: one that waits may do so at the end of its wait. */
export const lingeringUnder = ({ lingering }: Conditions): number => (lingering === undefined ? 0 : lingering + LONGEST_WAIT)
