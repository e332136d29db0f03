import type { Freedom } from './core/adversity.js'
import type { Service } from './core/service.js'
import type { Relaxable } from './core/world.js'
import { furtherServices } from './further.js'
import { kinesis } from './kinesis/index.js'
import { sns } from './sns/index.js'
import { sqs } from './sqs/index.js'
import { type Listening, type ListenOptions, listenOn } from './server/listen.js'
import { embed, type Reference } from './server/reference.js'
import { freedomsOf, relaxableOf, type ReferenceOptions } from './server/options.js'

/** Every service that the reference has, and those that were added to it. */
export const services: readonly Service[] = [sqs, sns, kinesis, ...furtherServices]

/** All that an adverse reference can do of what the documentation leaves open, by the ids of the ledger. */
export const freedoms: readonly Freedom[] = freedomsOf(services)

/** Rules that only make an application's tests wait; each can be switched off by its clause id. */
export const RELAXABLE: readonly Relaxable[] = relaxableOf(services)

/**
 * AWS messaging inside this process: no port, no socket.
 *
 * ```ts
 * const aws = reference()
 * const sqs = new SQSClient(aws.client())
 * await aws.clock.advance(30_000)
 * ```
 *
 * Time stands still until `clock.advance` moves it, so a long poll on an empty queue waits until a message comes or the clock is
 * moved. With `{ clock: 'virtual' }` it jumps by itself whenever everything waits, with `{ clock: 'wall' }` it passes as everywhere.
 *
 * Throws a `RangeError` where an option is not one of its values.
 */
export const reference = (options: ReferenceOptions = {}): Reference => embed(services, options)

/**
 * The same on a port, for clients in any language.
 *
 * ```ts
 * const server = await listen({ port: 4566 })
 * await server.close()
 * ```
 *
 * Rejects where the port cannot be had (the error's `code` is `EADDRINUSE` and the like) or an option is not one of its values.
 */
export const listen = (options: ListenOptions = {}): Promise<Listening> => listenOn(services, options)

export { CLOCK_KINDS, type ClockKind, type WorldClock } from './server/clock.js'
export type { ReferenceOptions } from './server/options.js'
export type { ClientConfig, ClientOptions, RawRequest, Reference, ReferenceWorld } from './server/reference.js'
export type { DoorAnswer, DoorHandler, DoorRequest } from './server/ports/doors.js'
export type { Tap, Watcher } from './server/tap.js'
export type { Answer } from './wire/request.js'
export { accountOf } from './wire/scope.js'
export { type Adversity, type Freedom, LEVELS, readAdversity } from './core/adversity.js'
export type { Relaxable } from './core/world.js'
export type { Listening, ListenOptions } from './server/listen.js'
