// Makes the reports in this folder anew: node reports/take.mjs [--takes 2] [--work DIR] [--only GLOB]... [NAME...]
// Judges each implementation twice, one after the other, in parts where it needs a fresh server now and then; puts the parts together; says where
// the verdicts of two takes differ; keeps the take that decided more; and writes the tables of README.md. Ends with 1 where verdicts differ.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const here = fileURLToPath(new URL('.', import.meta.url))
const touchstone = join(here, '..', 'dist', 'src', 'cli', 'main.js')

/** In how many parts each is judged, a server started for each, and how many of them at once. */
const PARTS = {
  localstack: { of: 20, atOnce: 2 },
  elasticmq: { of: 20, atOnce: 4 },
  kinesalite: { of: 4, atOnce: 2 },
  'kinesis-mock': { of: 24, atOnce: 2 },
  goaws: { of: 4, atOnce: 2 },
}
const WHOLE = { of: 1, atOnce: 1 }
const NAMES = ['moto', 'ministack', 'fauxqs', ...Object.keys(PARTS)]
/** Where the server of a part listens: no two of any implementation on the same port. */
const portOf = (name, part) => 21_000 + 100 * NAMES.indexOf(name) + part
/** What could not be finished is tried again: a server may hang in one attempt and not in the next. */
const ATTEMPTS = 4

const { values, positionals } = parseArgs({
  options: {
    takes: { type: 'string', default: '2' },
    work: { type: 'string', default: join(tmpdir(), 'touchstone-reports') },
    only: { type: 'string', multiple: true, default: [] },
    tables: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})

/** Resolves to the status it ended with. */
const call = (args, log) =>
  new Promise((resolve) => {
    // An hour: nothing that goes well takes as long.
    const child = spawn(process.execPath, [touchstone, ...args], { timeout: 60 * 60_000 })
    const printed = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => printed.push(piece))
    child.on('close', (status) => {
      writeFileSync(log, Buffer.concat(printed))
      resolve(status ?? 2)
    })
  })

const read = (folder) => {
  const lines = readFileSync(join(folder, 'results.ndjson'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line))
  return { header: lines[0], rows: lines.slice(1, -1), footer: lines.at(-1) }
}

/** Judges one part; whether it came to its end. */
const takePart = async (name, part, of, report) => {
  mkdirSync(report, { recursive: true })
  const args = ['run', '--target', name, '--report', report, ...values.only.flatMap((glob) => ['--only', glob])]
  if (of > 1) args.push('--shard', `${part}/${of}`, '--port', `${portOf(name, part)}`)
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const began = Date.now()
    const status = await call(args, join(report, `log-${attempt}`))
    console.log(`  ${name} ${part}/${of}: ended with ${status} after ${Math.round((Date.now() - began) / 1000)} s`)
    if (status < 2 && existsSync(join(report, 'results.ndjson')) && read(report).footer.complete) return true
  }
  console.log(`  ${name} ${part}/${of} could not be finished: see ${report}`)
  return false
}

/** Judges it once; the folder of the whole report, or nothing where it did not come to its end. */
const take = async (name, folder) => {
  const { of, atOnce } = PARTS[name] ?? WHOLE
  const parts = Array.from({ length: of }, (_, nth) => join(folder, `part-${nth + 1}`))
  let next = 0
  let isWhole = true
  const inTurn = async () => {
    while (next < of && isWhole) {
      const part = ++next
      if (!(await takePart(name, part, of, parts[part - 1]))) isWhole = false
    }
  }
  await Promise.all(Array.from({ length: atOnce }, inTurn))
  if (!isWhole) return undefined
  if (of === 1) return parts[0]
  const whole = join(folder, 'whole')
  return (await call(['merge', ...parts, '--report', whole], join(folder, 'merge-log'))) === 0 ? whole : undefined
}

/** Where two takes came to different verdicts; what one of them could not decide is no difference. */
const differences = (a, b) => {
  const decided = ['conforms', 'diverges', 'unsupported']
  const before = new Map(a.rows.map((row) => [row.id, row]))
  return b.rows.flatMap(({ id, verdict }) => {
    const was = before.get(id)?.verdict
    return was !== verdict && decided.includes(was) && decided.includes(verdict) ? [`${id}: ${was}, then ${verdict}`] : []
  })
}

const VERDICTS = ['conforms', 'diverges', 'unsupported', 'inconclusive', 'skipped']
const TITLES = { sqs: 'SQS', sns: 'SNS', kinesis: 'Kinesis Data Streams' }

/** A table for each service, from all reports that are here. */
const tables = () => {
  const reports = readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(here, entry.name, 'results.ndjson')))
    .map(({ name }) => ({ name, ...read(join(here, name)) }))
  return Object.entries(TITLES).flatMap(([service, title]) => {
    const lines = reports.flatMap(({ name, header, rows }) => {
      const own = rows.filter(({ id }) => id.startsWith(`${service}.`))
      if (own.length === 0) return []
      const counts = VERDICTS.map((verdict) => own.filter((row) => row.verdict === verdict).length)
      return [{ conforms: counts[0], line: `| [${header.target.name}](${name}/results.ndjson) | ${counts.join(' | ')} |` }]
    })
    const sorted = lines.sort((a, b) => b.conforms - a.conforms).map(({ line }) => line)
    return [`## ${title}`, '', `| implementation | ${VERDICTS.join(' | ')} |`, '| --- | ---: | ---: | ---: | ---: | ---: |', ...sorted, '']
  })
}

const writeTables = () => {
  const file = join(here, 'README.md')
  const text = readFileSync(file, 'utf8')
  const [start, end] = ['<!-- tables: made by take.mjs -->', '<!-- end of tables -->']
  const [before, rest] = text.split(start)
  writeFileSync(file, `${before}${start}\n\n${tables().join('\n')}\n${end}${rest.split(end)[1]}`)
}

if (values.tables) {
  writeTables()
} else {
  let isSame = true
  for (const name of positionals.length > 0 ? positionals : NAMES) {
    const taken = []
    for (let nth = 1; nth <= Number(values.takes); nth++) {
      console.log(`${name}, take ${nth}`)
      const whole = await take(name, join(values.work, name, `take-${nth}`))
      if (whole !== undefined) taken.push(whole)
    }
    const [best] = [...taken].sort((a, b) => read(a).footer.counts.inconclusive - read(b).footer.counts.inconclusive)
    if (best === undefined) {
      isSame = false
      continue
    }
    mkdirSync(join(here, name), { recursive: true })
    writeFileSync(join(here, name, 'results.ndjson'), readFileSync(join(best, 'results.ndjson')))
    const differing = taken.slice(1).flatMap((other) => differences(read(taken[0]), read(other)))
    console.log([`${name}: ${taken.length} takes, ${differing.length} verdicts differ`, ...differing].join('\n  '))
    if (differing.length > 0 || taken.length < Number(values.takes)) isSame = false
  }
  writeTables()
  process.exitCode = isSame ? 0 : 1
}
