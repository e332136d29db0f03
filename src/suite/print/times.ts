import type { Step } from '../result.js'

/** ` ×37`, where a call was made more than once in a row; with the pauses between, where there were any: ` ×37, 0.3 s apart`. */
export const timesOf = ({ times = 1, everyMs = 0 }: Pick<Step, 'times' | 'everyMs'>): string =>
  times === 1 ? '' : ` ×${times}${everyMs === 0 ? '' : `, ${Number((everyMs / 1000).toFixed(1))} s apart`}`
