import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chosen, findInstalled, remove } from '../emulators/install.js'
import { made } from '../emulators/cache.js'
import { chooseSource } from './choose.js'

const cache = mkdtempSync(join(tmpdir(), 'touchstone-cache-'))
const { TOUCHSTONE_CACHE: before } = process.env
beforeAll(() => void (process.env['TOUCHSTONE_CACHE'] = cache))
afterAll(() => {
  if (before === undefined) delete process.env['TOUCHSTONE_CACHE']
  else process.env['TOUCHSTONE_CACHE'] = before
  rmSync(cache, { recursive: true })
})

test.each([
  [{}, 'reference', undefined],
  [{ target: 'reference-served' }, 'reference-served', undefined],
  [{ target: 'moto@5.0.0' }, 'moto@5.0.0', ['sqs', 'sns', 'kinesis']],
  [{ target: 'kinesalite' }, 'kinesalite', ['kinesis']],
  [{ target: 'http://localhost:1' }, 'http://localhost:1', undefined],
  [{ command: 'serve --port {port}' }, 'serve --port {port}', undefined],
  [{ image: 'my/emulator:1', port: 80 }, 'my/emulator:1', undefined],
])('%j is %s', (choice, name, services) => {
  const source = chooseSource(choice)
  expect([source.name, source.services]).toEqual([name, services])
})

test.each([
  [{ target: 'moto', image: 'x' }, /give one target, not two: --target and --image/],
  [{ image: 'x' }, /a container needs --port/],
  [{ target: 'moto', env: ['A=b'] }, /--env and --ready are for targets that are started/],
  [{ port: 80 }, /--port is for targets that are started/],
  [{ target: 'reference', port: 80, via: 'image' as const }, /--port and --via are for targets that are started/],
  [{ command: 'x', env: ['=b'] }, /--env takes NAME=value, not =b/],
  [{ target: 'nothing' }, /there is no target "nothing": there are reference, .*moto.*--endpoint URL/],
])('%j is refused', (choice, why) => {
  expect(() => chooseSource(choice)).toThrow(why)
})

test('a version becomes a folder, and nothing but a folder', async () => {
  expect(chosen('moto@5.0.0')[1]).toBe('5.0.0')
  for (const bad of ['moto@../../x', 'moto@5/..', 'moto@-rf', 'moto@5 6']) expect(() => chosen(bad)).toThrow(/is no version of moto/)
  for (const version of ['5.0.0', '5.0.1']) await made(cache, 'emulators', `moto-${version}`, 'installed')
  await made(cache, 'emulators', 'moto-extra-1.0.0')
  expect(await findInstalled('moto@5.0.0'), 'a folder without the package').toBeUndefined()
  expect(await remove('moto@5.0.1')).toEqual([join(cache, 'emulators', 'moto-5.0.1')])
  expect(await remove('moto')).toEqual([join(cache, 'emulators', 'moto-5.0.0')])
  expect(await remove('moto')).toEqual([])
})
