/**
 * For tests of code that uses AWS messaging: a world for each test, a clock to turn, matchers. For vitest see `touchstone/vitest`; jest takes
 * `expect.extend(matchers)`, and node:test `assertMatches(toHaveDelivered(…))`.
 */
export { type Contract, readContract } from '../contract/contract.js'
export {
  assertMatches,
  type Body,
  type Matched,
  matchers,
  toBeInFlight,
  toHaveDelivered,
  toHaveInFlight,
  toRelyOnlyOn,
} from './matchers.js'
export { testWorld, type TestWorld } from './world.js'
