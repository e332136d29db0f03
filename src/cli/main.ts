#!/usr/bin/env node
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import nodeModule, { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { cacheFolder } from '../targets/emulators/cache.js'

type Program = typeof import('./program.js')

const MONTH = 30 * 24 * 3_600_000

/** Keeps what V8 has compiled of a script, functions that have run included, and removes what was kept a month ago. */
const keep = (script: vm.Script, folder: string, file: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(folder))
      if (Date.now() - statSync(`${folder}/${name}`).mtimeMs > MONTH) rmSync(`${folder}/${name}`, { force: true })
    const unfinished = `${file}.${process.pid}`
    writeFileSync(unfinished, script.createCachedData(), { mode: 0o600 })
    renameSync(unfinished, file)
  } catch {
    // Without a folder that can be written to every start compiles anew.
  }
}

/**
 * The program with the server in one script. A server is started often, and compiling is a quarter of its start: what was compiled is kept for the
 * next one in the user's folder of caches, where nobody else can write.
 */
const compiledOnce = (): Program => {
  const path = fileURLToPath(new URL('serve.cjs', import.meta.url))
  const text = readFileSync(path, 'latin1')
  // V8 compares only lengths. The build has written into the first line what tells one script from another of the same length.
  const stamp = /^\/\/ (\w+)\n/.exec(text)?.[1] ?? ''
  const folder = `${cacheFolder()}/compiled`
  const file = `${folder}/${stamp}-${process.version}-${process.arch}`
  let cachedData: Buffer | undefined
  try {
    cachedData = readFileSync(file)
  } catch {
    // It is the first start.
  }
  const script = new vm.Script(`(function (exports, require, module, __filename, load) {${text}\n})`, { filename: path, cachedData })
  const module = { exports: {} }
  const run = script.runInThisContext() as (...given: unknown[]) => void
  // A script out of what was kept has no `import()` of its own.
  run(module.exports, createRequire(path), module, path, (name: string) => import(name))
  if (cachedData === undefined || script.cachedDataRejected === true) {
    // At once, for servers that do not live long, and again when there have been requests, so that what answers them is kept, too.
    const again = (): void => keep(script, folder, file)
    setTimeout(again, 10).unref()
    setTimeout(again, 2000).unref()
    process.once('exit', again)
  }
  return module.exports as Program
}

// From Node 22 on what was compiled is kept for the next start.
;(nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.()

// The SDK reminds of Node's versions, which is its users' business and not that of who runs this.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
// Until a command is over, whatever ends this process ends it unfinished.
process.exitCode = 2
// Services that lie elsewhere share the modules of the reference with it: they need the files as they are.
const isAlone = (process.env['TOUCHSTONE_AREAS'] ?? '') === ''
const { main } = process.argv[2] === 'serve' && isAlone ? compiledOnce() : await import('./program.js')
process.exitCode = await main(process.argv.slice(2))
