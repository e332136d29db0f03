import type { ServiceError } from '../core/errors.js'
import type { Fact } from '../core/facts.js'
import type { Relaxable } from '../core/world.js'
import type { Context, Rules } from './choices.js'

/** A rule that only makes an application's tests wait: it can be switched off by its clause id. */
export function relaxable(id: Relaxable, fact: Fact, error: () => ServiceError, c: Context, x: Rules): void {
  if (!c.relaxed.has(id)) x.orFail(id, fact, error)
}
