/** How much a run may take. */
export const EFFORT_NAMES = ['smoke', 'standard', 'exhaustive'] as const
export type Effort = (typeof EFFORT_NAMES)[number]

export interface EffortLimits {
  /** The longest real wait that a clause may need, in seconds; clauses that wait longer are skipped. */
  readonly waitSeconds: number
  /** How many times the standard number of cases; `smoke` runs one whatever it is. */
  readonly factor: number
  /** How often a case that could not decide is drawn again. */
  readonly redraws: number
  /** What shrinking one failing case may cost: seconds of our time, and runs of the case. */
  readonly shrinkSeconds: number
  readonly shrinkRuns: number
}

export const EFFORTS: Readonly<Record<Effort, EffortLimits>> = {
  smoke: { waitSeconds: 5, factor: 1, redraws: 2, shrinkSeconds: 5, shrinkRuns: 12 },
  standard: { waitSeconds: 75, factor: 1, redraws: 3, shrinkSeconds: 20, shrinkRuns: 40 },
  exhaustive: { waitSeconds: Infinity, factor: 6, redraws: 5, shrinkSeconds: 120, shrinkRuns: 200 },
}
