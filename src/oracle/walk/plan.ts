import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { DIE } from './dice.js'

/** A step before it is known what it will meet: only numbers, so that it shrinks to a simpler one. */
export interface StepPlan {
  /** Which kind of request, by its weight. */
  readonly move: number
  /** 0 for a valid request; else the one way in which it is invalid. */
  readonly flaw: number
  /** How long to think before; see `pauseOf`. */
  readonly pause: readonly number[]
  /** What befalls the request on its way, where that is simulated. */
  readonly luck: number
  /** Everything else. */
  readonly dice: readonly number[]
}

/** A walk before it is walked. */
export interface Plan {
  /** Dice of what is made before the first step. */
  readonly setup: readonly number[]
  readonly steps: readonly StepPlan[]
}

export interface PlanSize {
  /** How many steps a walk has on average. */
  readonly steps: number
  /** How many moves there are, each counted as often as it weighs, and how many ways to be invalid. */
  readonly moves: number
  readonly flaws: number
}

/** Of a hundred requests those that are invalid. */
const FLAWED = 8
const DICE = 10

/** Every value as often as any other: fast-check would prefer the ends. */
const upTo = (max: number): Arbitrary<number> => fc.noBias(fc.nat({ max }))
const dice = (length: number): Arbitrary<number[]> => fc.tuple(...Array.from({ length }, () => upTo(DIE - 1)))

/** Walks that shrink by leaving steps out and by making steps simpler. */
export const plans = ({ steps, moves, flaws }: PlanSize): Arbitrary<Plan> => {
  const step = fc.record({
    move: upTo(moves - 1),
    flaw: fc.oneof(
      { weight: 100 - FLAWED, arbitrary: fc.constant(0) },
      { weight: FLAWED, arbitrary: fc.noBias(fc.integer({ min: 1, max: flaws })) },
    ),
    pause: dice(3),
    luck: upTo(2 ** 31 - 1),
    dice: dice(DICE),
  })
  return fc.record({ setup: dice(DICE), steps: fc.array(step, { maxLength: 2 * steps, size: 'max' }) })
}
