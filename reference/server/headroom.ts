import { getHeapStatistics } from 'node:v8'
import { ServiceError } from '../core/errors.js'

/** What V8 may use for the young generation, on top of the limit of the old one that ends the process. */
const YOUNG_BYTES = 48 * 1024 * 1024
/** How much is taken in between two looks, in bytes; a look costs some microseconds. */
const LOOK_EVERY = 64 * 1024
/** What a request may take besides its body. */
const REQUEST_BYTES = 2_048

/** How soon after a collection memory that was given back is believed in without another one, in milliseconds. */
const BELIEVED_AFTER = 5_000

/** Operations that give memory back, or take little: they are answered to the end. */
const GIVING = /^(Delete|Purge)/
const SPARING = /^(Cancel|Delete|Deregister|Describe|Get|List|Purge|Receive|Remove|Unsubscribe|Untag)/

/**
 * Refuses what would make a nearly full process abort. Garbage is no reason to: what counts is what a collection of the whole heap left, and only
 * at the very end what is used. V8 gives up where collections near 80 % of its limit free too little, so the end comes before that.
 */
export class Headroom {
  #left = 0
  #live = 0
  #collectedAt = 0
  #isShort = false
  readonly #afterCollections: FinalizationRegistry<undefined>

  constructor(
    private readonly statistics: () => { readonly used_heap_size: number; readonly heap_size_limit: number } = getHeapStatistics,
    private readonly now: () => number = () => performance.now(),
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
    // While all that takes memory is refused there is little garbage, and so no collection that would tell of what was given back.
    if (this.#isShort && GIVING.test(operation) && this.now() - this.#collectedAt > BELIEVED_AFTER) this.#live = 0
    this.#left -= REQUEST_BYTES + bytes
    if (this.#left <= 0) this.#look()
    if (this.#isShort && !SPARING.test(operation)) throw full(this.statistics().heap_size_limit)
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

const full = (limit: number) =>
  new ServiceError(
    'ServiceUnavailable',
    `The memory of this server (${Math.round(limit / 1024 / 1024)} MB) is nearly used up. Delete messages or resources, reset the account, or give it more with NODE_OPTIONS=--max-old-space-size=<MB>.`,
  )
