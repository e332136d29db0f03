import { Slices, Unfinished } from '../core/slices.js'
import { steadyName } from '../core/surprises.js'
import type { Site } from '../core/world.js'
import { isLive, replayed, replayOf } from './archive.js'
import { deliver, type PushFailed } from './delivery/deliver.js'
import { failureOf } from './events.js'
import { FILTER_PROPAGATION, PROPAGATION } from './limits.js'
import { Matching } from './matching.js'
import type { ServerChoices } from './propose.js'
import type { Notification, Region, Subscription, Topic } from './state.js'

/** How long a replay takes to begin, and to end when all is delivered. */
const REPLAY_STEP = 1000
/** How late a delivery comes at most that is out of order, or repeated. */
const LATE = 5000

/** So many deliveries are begun in one turn. */
const DELIVERIES = 500

/** What happens to a message between its publisher and its subscribers, on the world's clock. */
export class FanOut {
  readonly #matching = new WeakMap<Topic, Matching>()
  readonly #slices: Slices
  readonly #replays = new WeakMap<Subscription, () => void>()

  constructor(
    private readonly site: Site,
    private readonly choices: ServerChoices,
    private readonly region: Region,
  ) {
    this.#slices = new Slices(site.clock)
  }

  /**
   * Takes a notification to each confirmed subscription of its topic whose filter policy accepts it.
   *
   * @clause sns.fanout.all-confirmed-subscriptions
   * @clause sns.fanout.same-message-id-all
   * @clause sns.fanout.independent-failures
   * @clause sns.fanout.no-order-between-subscribers
   * @clause sns.filter.rejected-publish-still-200
   * @clause sns.filter.rejected-not-to-dlq
   * @clause sns.fifo.no-affinity
   * @clause sns.fifo.order-within-group
   * @clause sns.fifo.order-same-on-all-queues
   * @clause sns.confirm.not-replayed-after
   */
  notify(topic: Topic, notification: Notification): void {
    this.#toEach(this.#of(topic).of(notification), (subscription) => {
      if (isLive(subscription)) this.#deliver(topic, subscription, notification)
    })
  }

  /** Many deliveries take several turns; those that come meanwhile come after them. */
  #toEach<T>(things: Iterable<T>, deliverTo: (thing: T) => void, then?: () => void): void {
    const left = things[Symbol.iterator]()
    void this.#slices.run(() => {
      for (let next = left.next(), n = 0; next.done !== true; next = left.next()) {
        deliverTo(next.value)
        if (++n === DELIVERIES) throw new Unfinished()
      }
      then?.()
    })
  }

  /**
   * Standard topics, and standard queues of FIFO topics, may get a message late, and so in another order, or once more.
   *
   * @clause sns.topics.delete-may-drop-inflight
   * @clause sns.batch.standard-order-not-guaranteed
   */
  #deliver(topic: Topic, subscription: Subscription, notification: Notification): void {
    const { choices, site } = this
    if (choices.isCalm) return this.#now(topic, subscription, notification)
    const later = () =>
      site.clock.at(site.clock.now() + 1 + choices.pick(LATE), () => {
        if (topic.deleted === undefined || !choices.uses('sns.topics.delete-may-drop-inflight'))
          this.#now(topic, subscription, notification)
      })
    const about = () => `a delivery to ${steadyName(subscription.endpoint.slice(subscription.endpoint.lastIndexOf(':') + 1))}`
    if (!topic.fifo) {
      if (choices.uses('sns.fanout.at-least-once-standard', about)) later()
      if (choices.uses('sns.fanout.order-best-effort-standard', about)) return void later()
    } else if (!subscription.endpoint.endsWith('.fifo')) {
      if (choices.uses('sns.fifo.standard-queue-best-effort', about)) return void later()
    }
    this.#now(topic, subscription, notification)
  }

  #now(topic: Topic, subscription: Subscription, notification: Notification): void {
    deliver(this.site, this.region, topic, subscription, notification, this.#pushFailed)
  }

  /** @clause sns.app.events */
  readonly #pushFailed: PushFailed = (endpoint, failed, reason) => {
    const { site, region } = this
    const told = failureOf(endpoint, failed, reason, { region, at: site.clock.now(), newId: () => site.random.uuid() })
    if (told !== undefined) this.notify(told.topic, told.notification)
  }

  /** A subscription has come, gone, or changed. It may take a while until that is known everywhere. */
  changed(topic: Topic, subscription: Subscription): void {
    const { choices, site } = this
    const update = () => this.#of(topic).update(subscription)
    const late = (ms: number) => void site.clock.at(site.clock.now() + 1 + choices.pick(ms), update)
    if (subscription.status === 'deleted') return choices.uses('sns.unsubscribe.stops-delivery') ? late(PROPAGATION) : update()
    if (subscription.since.lo < site.clock.now() && choices.uses('sns.filter.change-eventual-15min')) return late(FILTER_PROPAGATION)
    update()
  }

  /**
   * Replays what was archived, in the order in which it was published. Until it is done, nothing else comes to the subscription; what is published
   * meanwhile comes with it.
   *
   * @clause sns.replay.status-values
   * @clause sns.replay.completed-continues-live
   */
  replay(topic: Topic, subscription: Subscription): void {
    const { clock } = this.site
    this.#replays.get(subscription)?.()
    let last = ''
    const send = (notification: Notification) => {
      if (notification.sequenceNumber! <= last || !this.#of(topic).accepts(subscription, notification)) return
      last = notification.sequenceNumber!
      this.#now(topic, subscription, notification)
    }
    const step = (at: number, status: 'In progress' | 'Completed', next: () => void) =>
      this.#replays.set(
        subscription,
        clock.at(at, () => {
          if (subscription.status !== 'confirmed') return
          this.#toEach(replayed(subscription), send, () => {
            subscription.replayStatus = status
            next()
          })
        }),
      )
    step(clock.now() + REPLAY_STEP, 'In progress', () =>
      step(Math.max(clock.now() + REPLAY_STEP, replayOf(subscription)?.to ?? 0), 'Completed', () => this.#replays.delete(subscription)),
    )
  }

  #of(topic: Topic): Matching {
    let matching = this.#matching.get(topic)
    if (matching === undefined) this.#matching.set(topic, (matching = new Matching()))
    return matching
  }
}
