import { expect, test } from 'vitest'
import { emulatorNamed, emulators } from './table.js'

test('every emulator has a name, a port and a version of its own', () => {
  expect(new Set(emulators.map((each) => each.name)).size).toBe(emulators.length)
  expect(new Set(emulators.map((each) => each.port)).size).toBe(emulators.length)
  for (const { version, notTried } of emulators)
    expect(version).toMatch(notTried === undefined ? /^\d+\.\d+\.\d+$/ : /^\d+\.\d+\.\d+$|^latest$|^installed$/)
})

test('what is installed can be started, and what is neither installed nor an image says why', () => {
  for (const { name, package: source, start, image, notTried } of emulators) {
    expect([name, source === undefined]).toEqual([name, start === undefined])
    if (source === undefined && image === undefined) expect(notTried, name).toBeDefined()
  }
})

test('an unknown name is answered with the names that there are', () => {
  expect(() => emulatorNamed('sqs')).toThrow(/choose one of elasticmq, moto, /)
})

test('an emulator is started on the port that was asked for', async () => {
  const start = await emulatorNamed('moto').start!('/folder', 4_321)
  expect(start.command).toBe('/folder/venv/bin/moto_server')
  expect(start.args).toContain('4321')
})
