import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { AnswerBody } from '../wire/request.js'
import { Outbox } from './outbox.js'

const answer = (body: string) => ({ status: 200, headers: {}, body })

test('answers leave in their order when the turn is over', async () => {
  const outbox = new Outbox()
  const sent: string[] = []
  const asker = { send: ({ body }: { readonly body: AnswerBody }) => void sent.push(body as string) }
  outbox.add(asker, answer('a'))
  outbox.add(asker, answer('b'))
  expect(sent).toEqual([])
  await turn()
  expect(sent).toEqual(['a', 'b'])
})

test('what is answered while answers leave follows a turn later', async () => {
  const outbox = new Outbox()
  const sent: string[] = []
  const last = { send: ({ body }: { readonly body: AnswerBody }) => void sent.push(body as string) }
  outbox.add({ send: () => outbox.add(last, answer('later')) }, answer('first'))
  await turn()
  await turn()
  expect(sent).toEqual(['later'])
})
