import type * as sdk from '@aws-sdk/client-sqs'
import { expect, expectTypeOf, test } from 'vitest'
import { type Api, apiOf } from './api.js'

test('a method has the types of the SDK, and calls the operation of its name', async () => {
  const calls: unknown[] = []
  const api = apiOf<typeof sdk>({ call: async (...call) => (calls.push(call), { QueueUrl: 'u' }) })
  const made = await api.createQueue({ QueueName: 'q' })
  expect(made.QueueUrl).toBe('u')
  expect(calls).toEqual([['CreateQueue', { QueueName: 'q' }]])
  expectTypeOf(made.QueueUrl).toEqualTypeOf<string | undefined>()
  expectTypeOf<Parameters<Api<typeof sdk>['sendMessage']>[0]>().toEqualTypeOf<sdk.SendMessageCommandInput>()
  expectTypeOf<Api<typeof sdk>>().not.toHaveProperty('sendNothing')
})
