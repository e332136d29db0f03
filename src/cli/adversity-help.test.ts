import { readFileSync } from 'node:fs'
import pico from 'picocolors'
import { expect, test } from 'vitest'
import { freedoms } from '../../reference/index.js'
import { findLine } from '../ledger/read-ledger.js'
import { adversityHelp } from './adversity-help.js'
import { main } from './program.js'
import type { Terminal } from './terminal.js'

const percent = (chance: number): string => `${Number((chance * 100).toFixed(2))} %`

test('the documentation has the table that the reference goes by', () => {
  const docs = readFileSync(new URL('../../docs/adversity.md', import.meta.url), 'utf8')
  const rows = docs.split('\n').filter((line) => /^\| `[^|]*\|[^|]*\|[^|]*\|[^|]*\|$/.test(line))
  expect(rows).toEqual(
    freedoms.map(({ id, does, awsLike, hostile }) => `| \`${id}\` | ${does} | ${percent(awsLike)} | ${percent(hostile)} |`),
  )
})

test('every freedom is a line of a ledger', () => {
  expect(freedoms.filter(({ id }) => findLine(id) === undefined)).toEqual([])
})

test('the help has every freedom, and both commands give it', async () => {
  const help = adversityHelp({ colours: pico.createColors(false) })
  for (const { id, does } of freedoms) expect(help).toContain(`${id}\n                  ${does}`)
  for (const command of ['serve', 'run']) {
    const printed: string[] = []
    const terminal: Terminal = {
      print: (text) => printed.push(text),
      note: () => {},
      colours: pico.createColors(false),
      width: 100,
      live: false,
    }
    expect(await main([command, '--adversity', 'help'], terminal)).toBe(0)
    expect(printed.join('')).toBe(help)
  }
})

test.each([
  [['serve', '--port', '0', '--adversity', 'sqs.receive.order'], 'Did you mean sqs.receive.order-best-effort'],
  [['run', '--adversity', 'hostil'], 'Did you mean hostile'],
  [['run', '--adversity', 'hostile', '--endpoint', 'http://localhost:1'], 'only the embedded reference can be made adverse'],
])('%j is refused, with what to do instead', async (args, reason) => {
  const noted: string[] = []
  const terminal: Terminal = {
    print: () => {},
    note: (text) => noted.push(text),
    colours: pico.createColors(false),
    width: 100,
    live: false,
  }
  expect(await main(args, terminal)).toBe(2)
  expect(noted.join('')).toContain(reason)
})
