import { expect, test } from 'vitest'
import { Door } from '../suite/door.js'
import { endpointTarget } from './endpoint.js'
import { ENDPOINT_SLACK } from './slack.js'
import { wallClock } from './wall-clock.js'

const at = (endpoint: string) =>
  endpointTarget({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    slack: ENDPOINT_SLACK,
    run: 'test',
  })

test('what is sent to a door is seen there, and answered as it is told', async () => {
  const target = at('http://127.0.0.1:1')
  const scope = await target.open()
  const door = new Door(wallClock)
  const { url, close } = await target.openDoor!(scope, (request) => door.answer(request))
  door.replies(({ path }) => (path === '/broken' ? undefined : { status: 503, headers: { 'retry-after': '1' }, body: 'later' }))
  const answer = await fetch(`${url}/x?y=1`, { method: 'POST', body: 'hello', headers: { 'X-Kind': 'a' } })
  expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([503, '1', 'later'])
  await expect(fetch(`${url}/broken`)).rejects.toThrow()
  expect(await door.came(2, 1000)).toMatchObject([
    { method: 'POST', path: '/x?y=1', body: 'hello', headers: { 'x-kind': 'a' } },
    { method: 'GET', path: '/broken' },
  ])
  expect(await door.came(1, 0, ({ method }) => method === 'PUT')).toEqual([])
  await close()
  expect((await fetch(url)).status).toBe(404)
  await scope.close()
  await target.close()
})

test('a target elsewhere has doors only where it is told an address', () => {
  expect(at('http://emulator.test:4566').openDoor).toBeUndefined()
})
