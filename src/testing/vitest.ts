import { expect, test as base } from 'vitest'
import type { Contract } from '../contract/contract.js'
import { type Body, matchers } from './matchers.js'
import { testWorld, type TestWorld } from './world.js'

expect.extend(matchers)

declare module 'vitest' {
  interface Assertion<T> {
    /** Of a world: whether a queue or stream has handed the body to a consumer, exactly so often where that is given. */
    toHaveDelivered(from: string, body: Body, times?: number): T
    /** Of a world: whether the body is in flight in the queue. */
    toHaveInFlight(from: string, body: Body): T
    /** Of a body: whether it is in flight in the queue. */
    toBeInFlight(world: TestWorld, from: string): T
    /** Of a world: whether what was done in it relies on the contract's clauses and operations only. To be awaited. */
    toRelyOnlyOn(contract: Contract): Promise<T>
  }
}

/** A test with a world of its own: `test('…', async ({ world }) => { … })`. */
export const test = base.extend<{ readonly world: TestWorld }>({ world: async ({ task: _task }, use) => use(await testWorld()) })

export { expect } from 'vitest'
export * from './index.js'
