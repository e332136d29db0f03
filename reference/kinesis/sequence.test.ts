import fc from 'fast-check'
import { expect, it } from 'vitest'
import { END, printSequence, readSequence, SequencePrinter } from './sequence.js'

const seconds = fc.integer({ min: 1_400_000_000, max: 2_000_000_000 })

it('writes 56 digits that say what they were made of', () => {
  fc.assert(
    fc.property(seconds, fc.nat(5000), fc.nat(2 ** 30), seconds, (shardSeconds, shard, index, at) => {
      const text = printSequence(shardSeconds, shard, index, at)
      expect(text).toMatch(/^49\d{54}$/)
      expect(readSequence(text)).toEqual({ version: 2, shardSeconds, shard, index, seconds: at })
      expect(new SequencePrinter(shardSeconds, shard).print(index, at)).toBe(text)
    }),
  )
})

it('orders numbers by the records of a shard, and puts the last one after them all', () => {
  fc.assert(
    fc.property(seconds, fc.nat(2 ** 24), fc.nat(100), (time, index, later) => {
      const number = (i: number, at: number) => BigInt(printSequence(time, 0, i, at))
      expect(number(index, time + later) < number(index + 1, time)).toBe(true)
      expect(number(index, time + later) < number(END, time)).toBe(true)
      expect(number(END, time) < BigInt(printSequence(time + 1, 1, 0, time))).toBe(true)
    }),
  )
})

it('leaves the known distance between neighbours', () => {
  const start = (shard: number) => BigInt(printSequence(1_764_500_000, shard, 0, 1_764_500_000))
  expect(start(1) - start(0)).toBe(22300745198530623141535718272648361505980432n)
})

it('reads a number as AWS issued it', () => {
  expect(readSequence('49590338271490256608559692538361571095921575989136588898')).toMatchObject({ version: 2, shard: 6 })
  expect(readSequence('5')).toMatchObject({ shard: 5 })
  expect(readSequence('9'.repeat(56))).toBeUndefined()
})
