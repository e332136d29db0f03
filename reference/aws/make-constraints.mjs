// Derives reference/<service>/constraints.json: what the API description of a service says its inputs must keep to.
//
//   node reference/aws/make-constraints.mjs kinesis sns sqs                     from the version of botocore named below
//   node reference/aws/make-constraints.mjs --botocore 1.44.5 kinesis           from another version
//   node reference/aws/make-constraints.mjs --model service-2.json --botocore 1.44.5 kinesis     from a file of that version
//
// botocore (Apache-2.0) carries AWS's API descriptions with bounds, patterns and enumerations, which the schemas of the JavaScript SDK leave out.
// The wheel comes through `pip download`. Only shapes that an input reaches are kept; a name without a shape of its own is a plain type.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values, positionals: services } = parseArgs({
  options: { botocore: { type: 'string' }, model: { type: 'string' } },
  allowPositionals: true,
})
const version = values.botocore ?? '1.44.5'
if (services.length === 0 || (values.model !== undefined && (services.length > 1 || values.botocore === undefined))) {
  console.error(
    'Name the services whose constraints.json to make: node reference/aws/make-constraints.mjs kinesis sns\n' +
      'With --model FILE name one service, and by --botocore VERSION where the file is from.',
  )
  process.exit(2)
}

/** What botocore calls a service, where it is not the name of its folder. */
const NAMES = { 'kinesis-analytics': 'kinesisanalyticsv2', 'kinesis-video': 'kinesisvideo' }

/** Reads the newest description of a service from the wheel. */
const fromWheel = (wheel, service) =>
  execFileSync(
    'python3',
    [
      '-c',
      `import gzip, re, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
names = sorted(n for n in wheel.namelist() if re.fullmatch(r'botocore/data/' + re.escape(sys.argv[2]) + r'/[0-9-]+/service-2\\.json(\\.gz)?', n))
if not names: sys.exit('botocore has no service called ' + sys.argv[2])
data = wheel.read(names[-1])
sys.stdout.buffer.write(gzip.decompress(data) if names[-1].endswith('.gz') else data)`,
      wheel,
      service,
    ],
    { maxBuffer: 64 << 20 },
  ).toString()

/** A shape as far as it constrains a value, or the name of a plain type. */
const constraintsOf = (model, source) => {
  const shapes = {}
  const reach = (name) => {
    const shape = model.shapes[name]
    const { type, min, max, pattern, enum: values } = shape
    const bounds = {
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(pattern !== undefined && { pattern }),
      ...(values !== undefined && { enum: values }),
    }
    const isPlain = !['structure', 'list', 'map'].includes(type)
    if (isPlain && Object.keys(bounds).length === 0) return type
    if (name in shapes) return name
    const made = (shapes[name] = { type, ...bounds })
    if (type === 'list') made.member = reach(shape.member.shape)
    if (type === 'map') Object.assign(made, { key: reach(shape.key.shape), value: reach(shape.value.shape) })
    if (type === 'structure') {
      if (shape.required?.length > 0) made.required = shape.required
      made.members = Object.fromEntries(Object.entries(shape.members).map(([member, of]) => [member, reach(of.shape)]))
    }
    return name
  }
  const operations = Object.fromEntries(
    Object.entries(model.operations)
      .filter(([, { input }]) => input !== undefined)
      .map(([name, { input }]) => [name, reach(input.shape)]),
  )
  const { endpointPrefix, apiVersion } = model.metadata
  return { source, api: `${endpointPrefix} ${apiVersion}`, operations, shapes }
}

/** One line for each operation and shape, so that a new version shows as what it changes. */
const printed = ({ source, api, operations, shapes }) => {
  const lines = (table) =>
    Object.entries(table)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n')
  return `{
  "source": ${JSON.stringify(source)},
  "api": ${JSON.stringify(api)},
  "operations": {
${lines(operations)}
  },
  "shapes": {
${lines(shapes)}
  }
}
`
}

const folder = mkdtempSync(join(tmpdir(), 'constraints-'))
try {
  let wheel
  if (values.model === undefined) {
    execFileSync('pip', ['download', '--quiet', '--disable-pip-version-check', '--no-deps', '--dest', folder, `botocore==${version}`])
    wheel = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.whl')),
    )
  }
  for (const service of services) {
    const text = wheel === undefined ? readFileSync(values.model, 'utf8') : fromWheel(wheel, NAMES[service] ?? service)
    const target = fileURLToPath(new URL(`../${service}/constraints.json`, import.meta.url))
    mkdirSync(join(target, '..'), { recursive: true })
    writeFileSync(target, printed(constraintsOf(JSON.parse(text), `botocore ${version}`)))
    console.log(target)
  }
} finally {
  rmSync(folder, { recursive: true })
}
