import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import pico from 'picocolors'
import { describe, expect, test } from 'vitest'
import { main } from '../../src/cli/program.js'

// Histories that AWS answered. They are not part of the project: where they lie beside it, or where the variable says, none may be accused.
const folder = join(process.env['TOUCHSTONE_RECORDINGS'] ?? '../shared', 'findings/aws-answers')
const traces = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ndjson')) : []

describe.runIf(traces.length > 0)('what AWS was seen to answer', () => {
  test.each(traces.flatMap((name) => ['single-node', 'as-documented'].map((profile) => [name, profile] as const)))(
    '%s is not accused in %s',
    async (name, profile) => {
      const out: string[] = []
      const exit = await main(['check', '--profile', profile, join(folder, name)], {
        print: (text) => out.push(text),
        note: () => {},
        colours: pico.createColors(false),
        width: 100,
        live: false,
      })
      expect(exit, out.join('\n')).toBe(0)
    },
  )
})
