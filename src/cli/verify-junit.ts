import { writeFileSync } from 'node:fs'
import type { Contract } from '../contract/contract.js'
import type { Breach } from '../contract/flows/flow.js'
import type { Verified } from '../contract/verify/verify.js'
import { escape } from '../report/escape.js'
import { UsageError } from './exit.js'

/** A test case of JUnit; passed where it has neither. */
interface Case {
  readonly name: string
  readonly failure?: { readonly message: string; readonly details: string }
  readonly skipped?: string
}

/**
 * What a target came to as JUnit XML: a suite of the clauses, named by what they say, one of the recorded requests, and one of what the applications
 * promise each other.
 *
 * @param found one target, or two that are compared
 */
export const junitOf = (
  found: readonly { readonly title: string; readonly verified: Verified }[],
  breaches: readonly Breach[],
  { flows, sequences, payloads }: Contract,
): string => {
  const hasPromises = payloads.length > 0 || sequences.length > 0 || flows.some(({ promises }) => Object.keys(promises).length > 0)
  return xmlOf([
    ...found.flatMap(({ title, verified }) => [
      { name: `${title}: clauses`, cases: clauseCases(verified) },
      ...(verified.replayed === undefined ? [] : [{ name: `${title}: recorded requests`, cases: requestCases(verified.replayed) }]),
    ]),
    ...(hasPromises ? [{ name: 'between services', cases: promiseCases(breaches) }] : []),
  ])
}

/** The same of applications that were held to what they promise each other. */
export const junitOfApplication = (breaches: readonly Breach[]): string =>
  xmlOf([{ name: 'between services', cases: promiseCases(breaches) }])

export const writeJunit = (file: string, xml: string): void => {
  try {
    writeFileSync(file, xml)
  } catch (error) {
    throw new UsageError(`--junit ${file} cannot be written: ${(error as Error).message}`)
  }
}

const clauseCases = ({ rows, unknown, untested, error }: Verified): readonly Case[] => [
  ...rows.map(({ reliance: { id, statement, count, first }, result: { verdict, reason, failure } }): Case => {
    const name = `${statement} (${id})`
    if (verdict === 'conforms') return { name }
    const message = `${verdict}: ${failure?.message ?? reason ?? ''}`
    if (verdict !== 'diverges' && verdict !== 'unsupported') return { name, skipped: message }
    const seen = failure === undefined ? [] : [`allowed: ${failure.allowed}`, `seen:    ${failure.seen}`, '', failure.replay]
    return { name, failure: { message, details: [`relied on ${count} times, first in ${first}`, ...seen].join('\n') } }
  }),
  ...unknown.map(({ id }): Case => ({ name: id, skipped: 'this version does not know the clause' })),
  ...untested.map(({ id, statement }): Case => ({
    name: `${statement} (${id})`,
    skipped: 'it has no test of its own: the recorded requests tell of it',
  })),
  ...(error === undefined ? [] : [{ name: 'all clauses were verified', failure: { message: error, details: error } }]),
]

const requestCases = ({ admitted, divergences, undecided, unsupported, skipped }: NonNullable<Verified['replayed']>): readonly Case[] => [
  ...(admitted > 0 || divergences.length > 0 ? [{ name: `${admitted} repeated requests are answered as documented` }] : []),
  ...divergences.map(({ clause, allowed, seen, exchange: { operation, spot } }): Case => ({
    name: `${operation} of ${spot.file}:${spot.line}`,
    failure: { message: `breaks ${clause ?? 'what may be answered'}`, details: `allowed: ${allowed}\nseen:    ${seen}` },
  })),
  ...unsupported.map((operation): Case => ({
    name: `${operation} is there`,
    failure: { message: `the target does not have ${operation}`, details: operation },
  })),
  ...(undecided > 0 ? [{ name: `${undecided} answers`, skipped: 'it could not be decided whether they may be' }] : []),
  ...(skipped > 0 ? [{ name: `${skipped} requests`, skipped: 'they could not be repeated' }] : []),
]

const promiseCases = (breaches: readonly Breach[]): readonly Case[] =>
  breaches.length === 0
    ? [{ name: 'what was promised is kept' }]
    : breaches.map(({ promise, through, says, count, spot }) => ({
        name: `${through}: ${promise}`,
        failure: { message: says, details: `${count} times${spot === undefined ? '' : `, first in ${spot.file}:${spot.line}`}` },
      }))

const xmlOf = (suites: readonly { readonly name: string; readonly cases: readonly Case[] }[]): string => {
  const counts = (cases: readonly Case[]): string =>
    `tests="${cases.length}" failures="${cases.filter(({ failure }) => failure !== undefined).length}" errors="0" ` +
    `skipped="${cases.filter(({ skipped }) => skipped !== undefined).length}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="touchstone verify" ${counts(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${escape(name)}" ${counts(cases)}>`,
      ...cases.map((one) => caseXml(name, one)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n')
}

const caseXml = (suite: string, { name, failure, skipped }: Case): string => {
  const open = `    <testcase classname="${escape(suite)}" name="${escape(name)}"`
  if (failure !== undefined)
    return `${open}>\n      <failure message="${escape(failure.message)}">${escape(failure.details)}</failure>\n    </testcase>`
  return skipped === undefined ? `${open}/>` : `${open}>\n      <skipped message="${escape(skipped)}"/>\n    </testcase>`
}
