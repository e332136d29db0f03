import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'touchstone-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts `touchstone serve`, asks it something once it is ready, and ends it. */
const served = async <T>(env: Record<string, string>, ask: (url: string) => Promise<T>): Promise<T> => {
  const child: ChildProcess = spawn(process.execPath, [`${dist}/src/cli/main.js`, 'serve', '--port', '0'], {
    env: { ...process.env, TOUCHSTONE_CACHE: join(folder, 'touchstone'), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let text = ''
      child.stdout!.on('data', (piece: Buffer) => {
        text += piece.toString()
        const found = / at (http:\S+)/.exec(text)?.[1]
        if (found !== undefined) resolve(found)
      })
      child.once('exit', (code) => reject(new Error(`ended with ${code}: ${text}`)))
    })
    return await ask(url)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

const asked = async (url: string): Promise<unknown> => {
  const queues = await fetch(url, { method: 'POST', body: 'Action=ListQueues&Version=2012-11-05' })
  const topics = await fetch(url, { method: 'POST', body: 'Action=ListTopics&Version=2010-03-31' })
  return [queues.status, topics.status]
}

test('what was compiled is kept for the next start, and another script in its place is not run', async () => {
  const compiled = join(folder, 'touchstone', 'compiled')
  expect(await served({}, asked)).toEqual([200, 200])
  const [name] = readdirSync(compiled)
  const file = join(compiled, name!)
  const first = statSync(file)
  expect([first.mode & 0o077, statSync(compiled).mode & 0o077]).toEqual([0, 0])
  expect(await served({}, asked)).toEqual([200, 200])
  expect(statSync(file).ino).toBe(first.ino)
  writeFileSync(file, 'no code of V8')
  expect(await served({}, asked)).toEqual([200, 200])
  expect(readFileSync(file).length).toBeGreaterThan(100_000)
  expect(readdirSync(compiled)).toEqual([name])
})

test('it starts where nothing can be kept', async () => {
  writeFileSync(join(folder, 'a-file'), '')
  expect(await served({ TOUCHSTONE_CACHE: join(folder, 'a-file') }, asked)).toEqual([200, 200])
})

test('a compiled service that lies elsewhere is served', async () => {
  const own = join(folder, 'own-area')
  mkdirSync(own)
  writeFileSync(join(own, 'package.json'), '{"type":"module"}')
  const source = readFileSync(fileURLToPath(new URL('../../examples/own-area/service.ts', import.meta.url)), 'utf8')
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } })
  writeFileSync(join(own, 'service.js'), outputText.replaceAll('../../reference/', `${pathToFileURL(dist).href}/reference/`))
  const answer = await served({ TOUCHSTONE_AREAS: own }, async (url) => {
    await fetch(`${url}/routes/r`, { method: 'PUT', body: '{"QueueArn":"arn:aws:sqs:us-east-1:000000000000:none"}' })
    const relayed = await fetch(`${url}/routes/r/messages`, { method: 'POST', body: 'x' })
    return [relayed.status, relayed.headers.get('x-amzn-errortype')]
  })
  expect(answer).toEqual([403, 'DeliveryRefused'])
})

test('the reference can be had by require', () => {
  const { services } = createRequire(import.meta.url)(`${dist}/reference/index.js`) as typeof import('../../reference/index.js')
  expect(services.map(({ id }) => id)).toEqual(['sqs', 'sns', 'kinesis'])
})
