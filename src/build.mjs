// Builds `dist`: everything compiled, the ledgers beside the compiled specs, and the index of where rules and clauses stand.
// It is built beside the old one and takes its place at the end, so that a build which is interrupted leaves the old one, or none.
// What cannot be compiled is reported and fails the build, after the rest was written.
//
//   node src/build.mjs             builds
//   node src/build.mjs --if-stale  builds if a source has changed since the last build, and says so
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const fresh = join(root, `.dist-${process.pid}`)
const filesBelow = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : []

/** What a build is made of: it is stale when any of this is another. */
const fingerprint = () => {
  const hash = createHash('sha256')
  const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) => join(root, name))
  const sources = ['reference', 'src', 'specs']
    .flatMap((folder) => filesBelow(join(root, folder)))
    .filter((file) => !/\.(?:test|fixture)\.ts$/.test(file))
  for (const file of [...settings, ...sources.sort()])
    if (existsSync(file)) hash.update(`${file.slice(root.length)}\n`).update(readFileSync(file))
  return hash.digest('hex')
}
const madeOf = fingerprint()
const stamp = join(dist, '.built-from')
if (process.argv.includes('--if-stale')) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === madeOf) process.exit(0)
  process.stderr.write('Compiling, which takes some seconds …\n')
}

const { rolldown } = await import('rolldown')
process.on('exit', () => rmSync(fresh, { recursive: true, force: true }))
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
  process.on(signal, () => process.exit(code))

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
// Its words go where no answer of a command is expected.
const compiled = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', fresh], { stdio: ['ignore', 2, 2] })
if (compiled.signal !== null) process.exit(130)

for (const file of filesBelow(join(root, 'specs')).filter((name) => /\.(?:jsonl?|txt)$/.test(name))) copy(file)
for (const file of filesBelow(join(root, 'reference')).filter((name) => name.endsWith('.json'))) copy(file)
for (const file of filesBelow(join(root, 'src')).filter((name) => name.endsWith('.schema.json'))) copy(file)

function copy(file) {
  const target = join(fresh, file.slice(root.length))
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(file, target)
}

// A server is started often, and to look for the many files of the reference and of what it uses takes longer than to run them: `touchstone serve` has them
// in one script, `serve.cjs`. Of the SDK's clients it takes the schemas alone, a tenth of what loading a client costs, and those of a service are made only when
// it is asked for. The rest of the command line is in one, too, but for what a command loads when it is run.
const cli = (name) => join(fresh, 'src', 'cli', name)
const modules = join(root, 'node_modules')
const CLIENTS = ['sqs', 'sns', 'kinesis'].map((service) => `@aws-sdk/client-${service}`)
const schemasOf = (client) => join(modules, client, 'dist-es', 'schemas', 'schemas_0.js')
const isOf = (id, names) => names.some((name) => id === name || id.startsWith(`${name}/`))
const LICENCES =
  '// Holds the schemas of @aws-sdk/client-*, and parts of @smithy/core: Apache-2.0, Amazon.com, Inc. or its affiliates; commander and picocolors: MIT and ISC.'
/**
 * @param packages those that it takes in; the others it imports as before
 * @param taken what it loads by a dynamic import and takes in all the same
 */
const inOne = async (target, format, packages, taken = []) => {
  const elsewhere = (id, importer, more) => ({ id: resolve(dirname(importer), id), external: 'relative', ...more })
  const bundle = await rolldown({
    input: cli('program.js'),
    platform: 'node',
    external: (id, _importer, isResolved) =>
      isResolved ? id.startsWith('node:') : !id.startsWith('.') && !isAbsolute(id) && !isOf(id, packages),
    plugins: [
      {
        name: 'in-one',
        resolveId(id, importer, { kind }) {
          if (CLIENTS.includes(id) && isOf(id, packages)) return schemasOf(id)
          if (!id.startsWith('.') || importer === undefined) return undefined
          if (kind === 'dynamic-import' && !taken.includes(id)) return elsewhere(id, importer)
          // What is there of areas is looked up by the commands that need to know.
          return id.endsWith('/service/areas.js') ? elsewhere(id, importer, { moduleSideEffects: false }) : undefined
        },
        transform: (code, id) =>
          id.endsWith('.json')
            ? { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(code)))})`, moduleType: 'js' }
            : id.startsWith(join(fresh, 'reference')) && id.endsWith(`${sep}wire.js`)
              ? code.replace(/createRequire\(import\.meta\.url\)\('(@aws-sdk\/client-\w+)'\)/g, "require('$1')")
              : undefined,
      },
    ],
    resolve: { conditionNames: ['import', 'module', 'default'] },
  })
  await bundle.write({ file: target, format, codeSplitting: false, banner: LICENCES })
  await bundle.close()
  // A text with one character beyond Latin-1 takes twice the memory, and longer to read.
  const text = readFileSync(target, 'utf8').replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
  // `main.js` tells why the script is named and is given its `import()`.
  writeFileSync(
    target,
    format === 'cjs'
      ? `// ${createHash('sha256').update(text).digest('hex').slice(0, 16)}\n${text.replace(/\bimport\((?=")/g, 'load(')}`
      : text,
  )
}
if (existsSync(cli('program.js')) && CLIENTS.every((client) => existsSync(schemasOf(client)))) {
  const small = ['commander', 'picocolors']
  await inOne(cli('serve.cjs'), 'cjs', [...small, ...CLIENTS, '@smithy/core'], ['./serve.js', './adversity-help.js'])
  await inOne(cli('program.js'), 'esm', small)
}

const main = join(fresh, 'src', 'cli', 'main.js')
if (existsSync(main)) chmodSync(main, 0o755)

const { scan } = await import(pathToFileURL(join(fresh, 'src', 'ledger', 'scan.js')).href)
writeFileSync(join(fresh, 'trace.json'), JSON.stringify(await scan(root)) + '\n')
if (compiled.status === 0) writeFileSync(join(fresh, '.built-from'), madeOf)

// No signal is heard between the two.
const old = `${fresh}-old`
if (existsSync(dist)) renameSync(dist, old)
renameSync(fresh, dist)
rmSync(old, { recursive: true, force: true })
// What builds left that were killed.
for (const name of readdirSync(root).filter((one) => /^\.dist-\d+(?:-old)?$/.test(one))) {
  const pid = Number(/\d+/.exec(name)[0])
  let isRunning = pid === process.pid
  try {
    isRunning ||= process.kill(pid, 0)
  } catch {
    // There is no such process.
  }
  if (!isRunning) rmSync(join(root, name), { recursive: true, force: true })
}

process.exitCode = compiled.status ?? 1
