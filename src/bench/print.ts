import { printOracle } from './print-oracle.js'
import { median } from './median.js'
import { advantage, type BenchResult, type Row } from './result.js'

/** The client must leave its own core some air: above this share of it, the server may be faster than we saw. */
const CLIENT_BOUND = 0.9
const TITLE_WIDTH = 36
const SEND_GOAL = 0.7
const DEPTH_GOAL = 1.2

const figure = (value: number): string => {
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(value >= 10 ? 1 : 2)
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

const line = (title: string, cells: readonly string[], widths: readonly number[]): string =>
  title.padEnd(TITLE_WIDTH) + cells.map((cell, n) => cell.padStart(widths[n] ?? 0)).join('')

const widthsOf = (result: BenchResult): number[] => result.subjects.map(({ title }) => Math.max(title.length, 8) + 2)

const ratioTable = (result: BenchResult, heading: string, ratio: (row: Row, name: string) => number | undefined): string[] => {
  const widths = widthsOf(result)
  const rows = result.rows.filter((row) => ratio(row, 'bare') !== undefined)
  if (rows.length === 0) return []
  const cells = (row: Row): string[] => result.subjects.map(({ name }) => ratio(row, name)?.toFixed(2) ?? '-')
  return [
    heading,
    '',
    line(
      '',
      result.subjects.map(({ title }) => title),
      widths,
    ),
    ...rows.map((row) => line(row.title, cells(row), widths)),
    '',
  ]
}

const thrift = (row: Row, name: string): number | undefined => {
  const micros = (subject: string): number => row.cells.find((cell) => cell.subject === subject)?.serverMicros ?? 0
  const ratio = micros('bare') / micros(name)
  return Number.isFinite(ratio) && ratio > 0 ? ratio : undefined
}

const values = (result: BenchResult): string[] => {
  const widths = widthsOf(result)
  const notes: string[] = []
  const numbered = (note: string): number => {
    const at = notes.indexOf(note)
    return at < 0 ? notes.push(note) : at + 1
  }
  const cellText = (row: Row, { name, title }: { readonly name: string; readonly title: string }): string => {
    const cell = row.cells.find(({ subject }) => subject === name)
    const clientBound = (cell?.clientLoad ?? 0) > CLIENT_BOUND ? 'the client had no more to give: the server may be faster' : undefined
    const note = cell?.note ?? clientBound
    const mark = note === undefined ? '' : ` [${numbered(`${title}: ${note}`)}]`
    return `${cell?.value === undefined ? '-' : figure(cell.value)}${mark}`
  }
  const wider = widths.map((width) => width + 2)
  const table = result.rows.map((row) =>
    line(
      `${row.title} (${row.unit})`,
      result.subjects.map((subject) => cellText(row, subject)),
      wider,
    ),
  )
  return [
    'Medians of the rounds',
    '',
    line(
      '',
      result.subjects.map(({ title }) => title),
      wider,
    ),
    ...table,
    '',
    ...notes.map((note, n) => `[${n + 1}] ${note}`),
    ...(notes.length === 0 ? [] : ['']),
  ]
}

/** Where there is no bare server that would be the measure. */
const processorTimes = (result: BenchResult): string[] => {
  const widths = widthsOf(result)
  const rows = result.rows.filter(({ cells }) => cells.some(({ serverMicros }) => serverMicros !== undefined))
  if (rows.length === 0 || result.subjects.some(({ name }) => name === 'bare')) return []
  const microsOf = (row: Row, name: string): number | undefined => row.cells.find(({ subject }) => subject === name)?.serverMicros
  const cellText = (micros: number | undefined): string => (micros === undefined ? '-' : figure(micros))
  return [
    'Processor time that the server spent on one, in microseconds, which others on the machine hardly change',
    '',
    line(
      '',
      result.subjects.map(({ title }) => title),
      widths,
    ),
    ...rows.map((row) =>
      line(
        row.title,
        result.subjects.map(({ name }) => cellText(microsOf(row, name))),
        widths,
      ),
    ),
    '',
  ]
}

const goals = (result: BenchResult): string[] => {
  const others = result.subjects.filter(({ name }) => name !== 'bare' && name !== 'reference')
  if (!result.subjects.some(({ name }) => name === 'reference')) return []
  const rowNamed = (name: string): Row | undefined => result.rows.find((row) => row.name === name)
  const said: string[] = []
  const goal = (reached: boolean, what: string): void => {
    said.push(`${reached ? 'reached' : 'MISSED '}  ${what}`)
  }
  const send = rowNamed('send')
  const share = send === undefined ? undefined : advantage(send, 'reference', 'bare')
  if (share !== undefined) goal(share >= SEND_GOAL, `SendMessage at ${share.toFixed(2)} of the bare server, at least ${SEND_GOAL}`)
  const cost = rowNamed('depth-cost')?.cells.find(({ subject }) => subject === 'reference')?.value
  if (cost !== undefined) goal(cost < DEPTH_GOAL, `a full queue costs ${cost.toFixed(2)} × the time of a small one, under ${DEPTH_GOAL}`)
  for (const row of result.rows) {
    const leads = others.map(({ name, title }) => ({ title, lead: advantage(row, 'reference', name) }))
    const known = leads.flatMap(({ title, lead }) => (lead === undefined ? [] : [{ title, lead }])).sort((a, b) => a.lead - b.lead)
    const next = known[0]
    if (next !== undefined) goal(next.lead > 1, `${row.title}: ${next.lead.toFixed(2)} × the best emulator, ${next.title}`)
  }
  return ['Goals of the reference', '', ...said, '']
}

/** The result as a person reads it: ratios first, then the values, then the goals; then the oracle. */
export const printBench = (result: BenchResult): string => {
  const machine = `${result.machine}, Node ${result.node}, load before ${result.loadBefore.toFixed(2)}`
  const servers = result.subjects.length === 0 ? [] : printServers(result)
  return [machine, ...servers, '', ...(result.oracle === undefined ? [] : [printOracle(result.oracle)])].join('\n')
}

const printServers = (result: BenchResult): readonly string[] => {
  const { options } = result
  const busiest = Math.max(0, ...result.rows.flatMap((row) => row.cells.map((cell) => cell.clientLoad ?? 0)))
  const others = median(result.rows.flatMap((row) => row.cells.flatMap((cell) => cell.others ?? []))) ?? 0
  return [
    result.subjects.map(({ title, version }) => `${title} ${version}`).join(', '),
    ...result.skipped.map((why) => `skipped ${why}`),
    `${options.concurrency} clients on kept connections, bodies of 256 bytes, ${options.rounds} rounds of ${options.roundMs / 1_000} s in turn`,
    `the client used at most ${percent(busiest)} of its core; others on the machine used ${percent(others)} of it`,
    '',
    ...ratioTable(result, 'In the measure of the bare server (1.00 is as good as it, more is better)', (row, name) =>
      advantage(row, name, 'bare'),
    ),
    ...ratioTable(result, 'The same by processor time spent on an operation, which others on the machine hardly change', thrift),
    ...values(result),
    ...processorTimes(result),
    ...goals(result),
    'Memory is what the resident set grew by while the messages came in; in a garbage-collected server it holds garbage too.',
  ]
}
