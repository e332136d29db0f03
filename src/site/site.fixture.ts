import { existsSync } from 'node:fs'
import { makeReport } from '../report/make-report.js'
import type { Report } from '../report/report.js'
import { failureOf, resultOf } from '../report/report.fixture.js'
import type { LedgerLine } from '../ledger/line.js'
import { walksLine } from '../suite/walks-line.js'
import type { Verdict } from '../suite/result.js'

const VERDICT_OF: readonly Verdict[] = [
  'conforms',
  'conforms',
  'conforms',
  'diverges',
  'conforms',
  'unsupported',
  'conforms',
  'inconclusive',
  'skipped',
]

const lineOf = (id: string): LedgerLine => ({
  ...walksLine('sqs'),
  id,
  topic: id.split('.').slice(1, -1).join('.'),
  statement: `What ${id} says of a queue, a topic or a stream, at some length, as statements do.`,
})

/** Reports of many implementations over many clauses, for the site's speed: the same at each call. */
export const drawnReports = (implementations: number, clauses: number): readonly Report[] => {
  const ids = Array.from({ length: clauses }, (_, nth) => `${['sqs', 'sns', 'kinesis'][nth % 3]!}.topic-${nth % 40}.clause-${nth}`)
  return Array.from({ length: implementations }, (_, which) =>
    makeReport({
      header: {
        touchstone: '0.1.0',
        target: { name: `emulator-${which} ${which}.${which % 7}.2`, endpoint: 'http://localhost:4566' },
        region: 'us-east-1',
        profile: 'single-node',
        effort: 'standard',
        seed: 1,
        only: [],
      },
      results: ids.map((id, nth) => {
        const verdict = VERDICT_OF[(nth * 7 + which * (1 + (nth % 5))) % VERDICT_OF.length]!
        return resultOf(
          id,
          verdict,
          verdict === 'diverges'
            ? { failure: failureOf('1'), reason: 'It came back.' }
            : verdict === 'conforms'
              ? {}
              : { reason: 'why not' },
        )
      }),
      complete: true,
      line: lineOf,
    }),
  )
}

/** Chromium, where it is installed: by `CHROMIUM`, or as distributions name it. */
export const chromium = (): string | undefined =>
  [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path): path is string => path !== undefined && path !== '' && existsSync(path),
  )
