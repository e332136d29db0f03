import { LINGERING } from '../lingering.js'

/** How much the linear checker may keep in mind, and what it may take for granted. */
export interface Bounds {
  /** Messages (or other things) that are gone for good and still remembered in full, so that their coming back is seen. */
  readonly tombstones: number
  /** Bits of each filter that stands in for everything older: 2^27 are 16 MiB and tell ten million ids apart. */
  readonly filterBits: number
  /** Suspicions that wait for exchanges which could still excuse them. */
  readonly suspicions: number
  /** Findings of one law that are kept in full. All are counted. */
  readonly findings: number
  /** Milliseconds after which no exchange is expected any more that was sent before. Only when there is no room for suspicions does it count. */
  readonly patience: number
  /** Milliseconds for which a request whose answer was lost may still take effect after its client gave up. */
  readonly lingering: number
  /**
   * Whether a resource that is created in the history was new then. Otherwise the creation may have found an old one (creating is idempotent),
   * which may hold what the history does not show.
   */
  readonly creationsAreNew: boolean
  /** Empty answers in a row that prove a queue drained, where the target may overlook messages now and then. */
  readonly emptiesToDrain: number
}

export const BOUNDS: Bounds = {
  tombstones: 32_768,
  filterBits: 2 ** 27,
  suspicions: 10_000,
  findings: 100,
  patience: 15 * 60_000,
  lingering: LINGERING,
  creationsAreNew: true,
  emptiesToDrain: 10,
}
