// Builds `dist`: everything compiled, the ledgers beside the compiled specs, and the index of where rules and clauses stand.
// What cannot be compiled is reported and fails the build, after the rest was written.
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const filesBelow = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : []

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
const compiled = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' })

// What a deleted or renamed source left behind must not be packed, or run as a spec.
for (const file of filesBelow(dist)) {
  const source = file.slice(dist.length + 1)
  const isStale = ['.d.ts', '.js'].some(
    (ending) => source.endsWith(ending) && !existsSync(join(root, `${source.slice(0, -ending.length)}.ts`)),
  )
  if (isStale) rmSync(file)
}

for (const file of filesBelow(join(root, 'specs')).filter((name) => name.endsWith('.jsonl'))) {
  const target = join(dist, file.slice(root.length))
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(file, target)
}

// A server is started often, and to look for the many files of the reference is an eighth of the time until it answers:
// `touchstone serve` has them all in one.
const serve = join(dist, 'src', 'cli', 'serve.js')
if (existsSync(serve)) {
  const isInOne = (path) => path === serve || path.startsWith(join(dist, 'reference'))
  const external = (id, _importer, isResolved) => (isResolved ? !isInOne(id) : !id.startsWith('.') && !isAbsolute(id))
  const bundle = await rolldown({ input: serve, platform: 'node', external })
  await bundle.write({ file: serve, codeSplitting: false })
  await bundle.close()
}

const main = join(dist, 'src', 'cli', 'main.js')
if (existsSync(main)) chmodSync(main, 0o755)

const { scan } = await import(new URL('../dist/src/ledger/scan.js', import.meta.url))
writeFileSync(join(dist, 'trace.json'), JSON.stringify(await scan(root)) + '\n')

process.exitCode = compiled.status ?? 1
