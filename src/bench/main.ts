import { parseArgs } from 'node:util'
import { emulators } from '../targets/emulators/table.js'
import { oracleRowNames } from './oracle.js'
import { printBench } from './print.js'
import type { BenchOptions } from './result.js'
import { areaRowNames, rowNames, runBench } from './run.js'

const USAGE = `Usage: npm run bench -- [--quick] [--json] [--only NAMES] [--rows NAMES] [--rounds N] [--seconds N] [--clients N] [--backlog N] [--events N]

Measures this reference, the emulators that are installed and a bare node:http server side by side, and what the oracle's judging costs.
  --quick          shorter rounds and a backlog of 100,000: a few minutes
  --json           the result as JSON on standard output
  --only NAMES     servers, by commas: reference,${emulators.map(({ name }) => name).join(',')}
  --rows NAMES     rows, by commas: ${rowNames.join(',')};
                   "oracle" stands for ${oracleRowNames.join(',')}, which need no server
  --area NAME      an area and the rows that it brings, in place of SQS: kinesis, sns
  --rounds N       rounds that the medians are of (5; quick 3)
  --seconds N      length of a round (2; quick 0.5)
  --clients N      clients at a time (32)
  --backlog N      messages of the deep backlog (1000000; quick 100000)
  --load-seconds N how long a server may take to take the backlog, or to be set up for an area's row (60; quick 15)
  --events N       exchanges of the linear checker's longest history (10000000; quick 1000000)`

const full: BenchOptions = {
  concurrency: 32,
  rounds: 5,
  roundMs: 2_000,
  warmUpMs: 1_500,
  starts: 5,
  backlog: 1_000_000,
  loadMs: 60_000,
  oracle: { walks: 300, rounds: 15, events: 10_000_000 },
}
const quick: BenchOptions = {
  ...full,
  rounds: 3,
  roundMs: 500,
  warmUpMs: 750,
  starts: 2,
  backlog: 100_000,
  loadMs: 15_000,
  oracle: { walks: 150, rounds: 9, events: 1_000_000 },
}

const names = (text: string | undefined, known: readonly string[]): string[] | undefined => {
  const chosen = text?.split(',').map((name) => name.trim())
  const unknown = chosen?.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`"${unknown}" is none of ${known.join(', ')}`)
  return chosen
}

const positive = (text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw new Error(`a number above 0 is needed, not "${text}"`)
  return value
}

const bench = async (): Promise<number> => {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const { values } = parseArgs({
    options: {
      quick: flag,
      json: flag,
      help: flag,
      only: text,
      rows: text,
      area: text,
      rounds: text,
      seconds: text,
      clients: text,
      backlog: text,
      'load-seconds': text,
      events: text,
    },
  })
  if (values.help === true) {
    console.log(USAGE)
    return 0
  }
  const base = values.quick === true ? quick : full
  const options: BenchOptions = {
    ...base,
    rounds: Math.ceil(positive(values.rounds, base.rounds)),
    roundMs: positive(values.seconds, base.roundMs / 1_000) * 1_000,
    concurrency: Math.ceil(positive(values.clients, base.concurrency)),
    backlog: Math.ceil(positive(values.backlog, base.backlog) / 10) * 10,
    loadMs: positive(values['load-seconds'], base.loadMs / 1_000) * 1_000,
    oracle: { ...base.oracle, events: Math.ceil(positive(values.events, base.oracle.events)) },
  }
  const only = names(values.only, ['bare', 'reference', ...emulators.map(({ name }) => name)])
  const known = values.area === undefined ? [...rowNames, 'oracle'] : await areaRowNames(values.area)
  const rows = names(values.rows, known)?.flatMap((name) => (name === 'oracle' ? oracleRowNames : [name]))
  const { area } = values
  const selection = {
    ...(only === undefined ? {} : { only }),
    ...(rows === undefined ? {} : { rows }),
    ...(area === undefined ? {} : { area }),
  }
  const result = await runBench(options, selection, (line) => console.error(line))
  console.log(values.json === true ? JSON.stringify(result, undefined, 2) : printBench(result))
  return 0
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

try {
  process.exitCode = await bench()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  console.error(`\n${USAGE}`)
  process.exitCode = 2
}
