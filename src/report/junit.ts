import { findingsOf, remarksOn } from '../suite/findings.js'
import type { Result } from '../suite/result.js'
import { isConfirmed } from './causes/causes.js'
import { escape } from './escape.js'
import { byTopic } from './make-report.js'
import type { Report, Row } from './report.js'
import { timesOf } from '../suite/print/times.js'
import { stepLine } from './step-line.js'

/**
 * A report as JUnit XML, for what shows test results in CI: a suite for each topic, a case for each clause. A divergence is a
 * failure; what came to no decision is skipped, since nothing was found wrong.
 *
 * @param durations how long each clause took, in milliseconds, by id
 */
export const junit = (report: Report, durations: ReadonlyMap<Result['id'], number> = new Map()): string => {
  const seconds = (rows: readonly Row[]): string => (rows.reduce((sum, { id }) => sum + (durations.get(id) ?? 0), 0) / 1000).toFixed(3)
  const counts = (rows: readonly Row[]): string => {
    const failures = rows.filter(isConfirmed).length
    const skipped = rows.filter((row) => row.verdict !== 'conforms' && !isConfirmed(row)).length
    return `tests="${rows.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${seconds(rows)}"`
  }
  const suites = [...byTopic(report.rows)].map(([topic, rows]) =>
    [`  <testsuite name="${escape(topic)}" ${counts(rows)}>`, ...rows.map((row) => testcase(row, seconds([row]))), '  </testsuite>'].join(
      '\n',
    ),
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="touchstone: ${escape(report.header.target.name)}" ${counts(report.rows)}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n')
}

const testcase = (row: Row, seconds: string): string => {
  const open = `    <testcase classname="${escape(row.id.slice(0, row.id.lastIndexOf('.')))}" name="${escape(row.id)}" time="${seconds}"`
  if (row.verdict === 'conforms') return `${open}/>`
  const inside = isConfirmed(row)
    ? `      <failure type="diverges" message="${escape(row.reason ?? row.failure?.message ?? row.statement)}">${escape(details(row))}</failure>`
    : `      <skipped message="${escape(`${row.verdict}: ${row.reason ?? ''}`)}"/>`
  return `${open}>\n${inside}\n    </testcase>`
}

const details = (row: Row): string =>
  [
    row.statement,
    row.source,
    ...findingsOf(row).flatMap((failure, nth) => [
      '',
      ...(nth > 0 && failure.clause === undefined ? [failure.message] : []),
      ...(failure.clause === undefined ? [] : [`${failure.clause}: ${failure.claim ?? ''}`]),
      `allowed: ${failure.allowed}`,
      `seen:    ${failure.seen}`,
      ...remarksOn(failure),
      '',
      ...failure.history.map((step) => stepLine(step) + timesOf(step)),
      '',
      failure.replay,
    ]),
  ].join('\n')
