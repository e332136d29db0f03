import { afterEach, expect, test, vi } from 'vitest'
import { Signals } from './signals.js'

afterEach(() => void vi.restoreAllMocks())

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the command in its own time with %i, and at once the second time', (signal, exit) => {
  const ended = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as unknown as typeof process.exit)
  ended.mockClear()
  const told: string[] = []
  const signals = new Signals(
    () => told.push('stopping'),
    () => told.push('this is left'),
  )
  expect([signals.exit, signals.signal.aborted]).toEqual([undefined, false])
  process.emit(signal, signal)
  expect([signals.exit, signals.signal.aborted, told, ended.mock.calls]).toEqual([exit, true, ['stopping'], []])
  process.emit(signal, signal)
  expect([told, ended.mock.calls]).toEqual([['stopping', 'this is left'], [[exit]]])
  signals.end()
  process.emit(signal, signal)
  expect(told).toHaveLength(2)
})
