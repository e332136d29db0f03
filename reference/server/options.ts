import { type Freedom, readAdversity } from '../core/adversity.js'
import type { Surprises } from '../core/surprises.js'
import type { Relaxable } from '../core/world.js'
import type { Service } from '../core/service.js'
import { DEFAULT_ACCOUNT, isAccount } from '../wire/scope.js'
import { CLOCK_KINDS, type ClockKind } from './clock.js'
import { AllowList } from './ports/allow-list.js'
import type { WorldOptions } from './worlds.js'

/** What a reference can be told, embedded or on a port. */
export interface ReferenceOptions {
  /** How time passes in every world. Default: `manual` embedded, `wall` on a port. */
  readonly clock?: ClockKind | undefined
  /** Any 32-bit integer: ids, and all that AWS leaves open, are drawn from it. Default: 0 embedded, another one at each start on a port. */
  readonly seed?: number | undefined
  /** Where clocks that do not follow the wall begin: milliseconds since 1970. Default: the present. */
  readonly start?: number | undefined
  /** Rules to switch off, of those that only make tests wait: see `RELAXABLE`. */
  readonly relax?: readonly string[] | undefined
  /**
   * How the documented freedoms are used: `calm`, `aws-like` or `hostile`, and freedoms by the ids of their ledger lines: `hostile,-<id>`,
   * `<id>=0.3`. Default: `calm`.
   */
  readonly adversity?: string | undefined
  /** Deals what the adversity does one by one, and tells it; of all accounts together. Without it, each world draws in turn. */
  readonly surprises?: Surprises | undefined
  /** The 12-digit account of clients without credentials and of access keys that name none. Default: `000000000000`. */
  readonly account?: string | undefined
  /**
   * Where messages to HTTP endpoints may go: `loopback`, `any`, `none`, networks (`10.0.0.0/8`), addresses, names of hosts. Doors in this process are
   * reached whatever stands here. Default: `['loopback']`.
   */
  readonly allowOutgoing?: readonly string[] | undefined
}

/** Throws a `RangeError` that says what to give instead. */
export const readOptions = (
  options: ReferenceOptions,
  clock: ClockKind,
  seed: number,
  services: readonly Service[],
): WorldOptions & { readonly account: string } => {
  const freedoms = freedomsOf(services)
  const relaxable = relaxableOf(services)
  const read = {
    clock: options.clock ?? clock,
    seed: options.seed ?? seed,
    start: options.start ?? Date.now(),
    relax: (options.relax ?? []).map((name) => readRelaxable(name, relaxable)),
    adversity: { ...readAdversity(options.adversity ?? 'calm', freedoms), ...(options.surprises && { surprises: options.surprises }) },
    freedoms,
    account: options.account ?? DEFAULT_ACCOUNT,
    allowOutgoing: options.allowOutgoing,
  }
  // What it refuses is refused before a server listens.
  new AllowList(read.allowOutgoing)
  if (!CLOCK_KINDS.includes(read.clock)) throw new RangeError(`clock must be one of ${CLOCK_KINDS.join(', ')}, not ${read.clock}.`)
  requireSeed(read.seed)
  if (!Number.isFinite(read.start)) throw new RangeError(`start must be a number of milliseconds since 1970, not ${String(read.start)}.`)
  requireAccount(read.account)
  return read
}

export const requireSeed = (seed: unknown): number => {
  if (typeof seed !== 'number' || !Number.isInteger(seed)) throw new RangeError(`seed must be an integer, not ${String(seed)}.`)
  return seed
}

export const requireAccount = (account: string): string => {
  if (!isAccount(account)) throw new RangeError(`account must be 12 digits, not ${account}.`)
  return account
}

const readRelaxable = (name: string, relaxable: readonly Relaxable[]): Relaxable => {
  const found = relaxable.find((rule) => rule === name)
  if (found === undefined) throw new RangeError(`The rule ${name} cannot be relaxed; these can: ${relaxable.join(', ')}.`)
  return found
}

export const relaxableOf = (services: readonly Service[]): readonly Relaxable[] => services.flatMap(({ relaxable = [] }) => relaxable)

export const freedomsOf = (services: readonly Service[]): readonly Freedom[] => services.flatMap(({ freedoms }) => freedoms)
