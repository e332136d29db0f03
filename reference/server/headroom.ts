import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { ServiceError } from '../core/errors.js'

/** What V8 may use for the young generation, on top of the limit of the old one that ends the process. */
const YOUNG_BYTES = 48 * 1024 * 1024
/** How much is taken in between two looks, in bytes; a look costs some microseconds. */
const LOOK_EVERY = 256 * 1024
/** What a request may take besides its body. */
const REQUEST_BYTES = 2_048

/** How long after a collection another one is asked for: so many milliseconds, and so many times what it took. */
const REST = { ms: 1_000, times: 5 }

/** Operations that give memory back, or take little: they are answered to the end. */
const SPARING = /^(Cancel|Delete|Deregister|Describe|Get|List|Purge|Receive|Remove|Unsubscribe|Untag)/

/**
 * Refuses what would make a nearly full process abort. Garbage is no reason to: what counts is what a collection of the whole heap left, and only
 * at the very end what is used. V8 gives up where collections near 80 % of its limit free too little, so the end comes before that. While all that
 * takes memory is refused there is little garbage, and so V8 sees no reason for a collection that would find what was given back meanwhile (a purge,
 * a reset): it is asked for one.
 */
export class Headroom {
  #left = 0
  #live = 0
  #collectedAt = -Infinity
  #took = 0
  #isAsked = false
  #isShort = false
  readonly #afterCollections: FinalizationRegistry<undefined>

  constructor(
    private readonly statistics: () => { readonly used_heap_size: number; readonly heap_size_limit: number } = getHeapStatistics,
    private readonly now: () => number = () => performance.now(),
    private readonly collect: () => void = collectAll,
  ) {
    // Objects without a reference are found by collections of the whole heap alone.
    this.#afterCollections = new FinalizationRegistry(() => this.collected())
    this.#plant()
  }

  /** Told after each collection of the whole heap. */
  collected(): void {
    this.#live = this.statistics().used_heap_size
    this.#collectedAt = this.now()
    this.#plant()
    this.#look()
  }

  /** @param bytes of the request's body */
  admit(operation: string, bytes: number): void {
    this.#left -= REQUEST_BYTES + bytes
    if (this.#left <= 0) this.#look()
    if (!this.#isShort || SPARING.test(operation)) return
    this.#ask()
    throw full(this.statistics().heap_size_limit)
  }

  #ask(): void {
    if (this.#isAsked) return
    this.#isAsked = true
    const rest = this.#collectedAt + Math.max(REST.ms, REST.times * this.#took) - this.now()
    setTimeout(
      () => {
        this.#isAsked = false
        const begun = this.now()
        this.collect()
        this.#took = this.now() - begun
        this.collected()
      },
      Math.max(0, rest),
    ).unref()
  }

  #look(): void {
    this.#left = LOOK_EVERY
    const { used_heap_size: used, heap_size_limit: all } = this.statistics()
    const limit = all - Math.min(YOUNG_BYTES, all / 3)
    this.#isShort = used > 0.75 * limit || (used > 0.65 * limit && this.#live > 0.65 * limit)
  }

  #plant(): void {
    this.#afterCollections.register({}, undefined)
  }
}

let gc: (() => void) | undefined

/** Collects the whole heap, at once. */
const collectAll = (): void => {
  if (gc === undefined) {
    setFlagsFromString('--expose-gc')
    gc = runInNewContext('gc') as () => void
  }
  gc()
}

const full = (limit: number) =>
  new ServiceError(
    'ServiceUnavailable',
    `The memory of this server (${Math.round(limit / 1024 / 1024)} MB) is nearly used up. Delete messages or resources, reset the account, or give it more with NODE_OPTIONS=--max-old-space-size=<MB>.`,
  )
