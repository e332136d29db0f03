import { expect, test } from 'vitest'
import { CALM, freedoms, readAdversity } from './adversity.js'

const FREEDOMS = freedoms(`
  # answers
  + toy.late 0.1 0.6 is late
  toy.twice 0 0.2 answers twice
`)
test('a table tells the freedoms line by line', () => {
  expect(FREEDOMS).toEqual([
    { id: 'toy.late', does: 'is late', awsLike: 0.1, hostile: 0.6, isSettling: true },
    { id: 'toy.twice', does: 'answers twice', awsLike: 0, hostile: 0.2 },
  ])
  expect(() => freedoms('toy.late 0.1 is late')).toThrow('not by: toy.late 0.1 is late')
})
const read = (text: string) => Object.fromEntries(readAdversity(text, FREEDOMS).chances)

test('a level uses each freedom as often as the table says', () => {
  expect(read('hostile')).toEqual({ 'toy.late': 0.6, 'toy.twice': 0.2 })
  expect(read('aws-like')).toEqual({ 'toy.late': 0.1 })
  expect(read('calm')).toEqual({})
})

test('freedoms are added, made more likely and left out, from left to right', () => {
  expect(read('hostile,-toy.late')).toEqual({ 'toy.twice': 0.2 })
  expect(read('aws-like, toy.twice=0.3')).toEqual({ 'toy.late': 0.1, 'toy.twice': 0.3 })
  expect(read('toy.late')).toEqual({ 'toy.late': 0.6 })
  expect(read('toy.twice')).toEqual({ 'toy.twice': 0.5 })
  expect(read('hostile,calm,toy.twice=1')).toEqual({ 'toy.twice': 1 })
})

test('what comes to nothing is calm', () => {
  for (const text of ['calm', '', 'hostile,-toy.late,-toy.twice', 'toy.late=0']) expect(readAdversity(text, FREEDOMS)).toBe(CALM)
})

test('what cannot be used is told, with what to give instead', () => {
  expect(() => read('toy.lat')).toThrow(/no adversity called toy\.lat\. Did you mean toy\.late\?.*help lists them all/)
  expect(() => read('hostle')).toThrow(/Did you mean hostile/)
  expect(() => read('something-else-altogether')).toThrow(/Give calm, aws-like, hostile, or the id of a freedom/)
  for (const text of ['toy.late=2', 'toy.late=', 'toy.late=x', 'toy.late=0.1=2', 'toy.late=-1'])
    expect(() => read(text), text).toThrow(/a number from 0 to 1/)
  expect(() => read('-toy.late=0.5')).toThrow(/without a number/)
})
