import { expect, test } from 'vitest'
import { insist } from './insist.js'
import type { Ticket } from './clients.js'

const troubles = { throttled: new Set(['ThrottlingException']), held: new Set(['ResourceInUseException']) }

/** How often a call is made that is answered like this each time, or as often as `refusals` says; and how it ends. */
const tried = async (status: number, type: string, refusals = Infinity) => {
  const slept: number[] = []
  const ticket = { scope: { clock: { sleep: async (ms: number) => void slept.push(ms) } }, wait: 'none' } as unknown as Ticket
  let calls = 0
  const call = async (own: Ticket): Promise<string> => {
    if (calls++ >= refusals) return 'removed'
    const answer = {
      status,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: Buffer.from(JSON.stringify({ __type: type })),
    }
    Object.assign(own, { answer })
    throw new Error(type)
  }
  const end = await insist(troubles, ticket, call).catch((error: unknown) => (error as Error).message)
  return { calls, end, ms: slept.reduce((sum, ms) => sum + ms, 0) }
}

test('a removal is tried again while the service is too busy, or fails', async () => {
  expect(await tried(400, 'ThrottlingException', 3)).toMatchObject({ calls: 4, end: 'removed' })
  expect(await tried(500, 'InternalFailure')).toMatchObject({ calls: 6, end: 'InternalFailure' })
  expect(await tried(501, 'NotImplemented')).toMatchObject({ calls: 1 })
  expect(await tried(400, 'ResourceNotFoundException')).toMatchObject({ calls: 1, end: 'ResourceNotFoundException' })
})

test('a removal waits for what has hold of the resource, longer than for a busy service, and not forever', async () => {
  expect(await tried(400, 'ResourceInUseException', 15)).toMatchObject({ calls: 16, end: 'removed' })
  const { calls, end, ms } = await tried(400, 'ResourceInUseException')
  expect([calls, end]).toEqual([24, 'ResourceInUseException'])
  expect(ms).toBeGreaterThan(60_000)
  expect(ms).toBeLessThan(120_000)
})
