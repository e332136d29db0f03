import type { Clause } from './clause.js'
export const register = (_clause: Clause): void => {}
