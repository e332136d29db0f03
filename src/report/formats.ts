import pico from 'picocolors'
import type { Tier } from '../ledger/dependence.js'
import { badge } from './badge.js'
import type { Format } from './format-names.js'
import { githubAnnotations } from './github.js'
import { htmlPage } from './html/page.js'
import { json } from './json.js'
import { junit } from './junit.js'
import { markdown } from './markdown.js'
import { writeResults } from './ndjson.js'
import type { Report } from './report.js'
import { terminalSummary, type Drawing } from './terminal-summary.js'

/** What is made of a report besides the report itself. */
export interface FormatOptions {
  /** Scores against what was frozen until this month: `2026-12`. */
  readonly asOf?: string
  /** Which badge. */
  readonly service?: string
  readonly tier?: Tier
  /** For the terminal. */
  readonly drawing?: Drawing
}

const PLAIN: Drawing = { colours: pico.createColors(false), width: 100 }

/** Everything that is made from a report, by name. */
export const FORMATS = {
  terminal: (report, { drawing = PLAIN, asOf }) => `${terminalSummary(report, { ...drawing, ...(asOf === undefined ? {} : { asOf }) })}\n`,
  json: (report, { asOf }) => json(report, asOf),
  ndjson: (report) => writeResults(report),
  junit: (report) => junit(report),
  markdown: (report) => markdown(report),
  github: (report) => githubAnnotations(report),
  badge: (report, options) => badge(report, options),
  html: (report) => htmlPage(report),
} as const satisfies Readonly<Record<Format, (report: Report, options: FormatOptions) => string>>
