import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { preflightOf } from '../../suite/preflight.js'
import { runSuite } from '../../suite/run.js'
import { StartedTouchstoneContainer, TouchstoneContainer } from '../../testcontainers/index.js'
import { containerObstacle, containerSource } from './container.js'
import type { StartUp } from './source.js'

// The reaper is an image of its own, from a registry that need not be reached here: what is started is stopped by the tests.
process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true'

const IMAGE = 'touchstone-test'
const obstacle = await containerObstacle()
const containers = (): string => execFileSync('docker', ['ps', '--all', '--quiet', '--filter', `ancestor=${IMAGE}`], { encoding: 'utf8' })
const startUp: StartUp = { say: () => {}, unready: (reach) => preflightOf({ region: 'us-east-1', ...reach }, ['sqs.**']) }

/** A program as an image, without a registry: Node as it runs here, with what it is linked to. */
const buildProgram = (program: string): void => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-image-'))
  execFileSync(
    'bash',
    [
      '-c',
      `set -e; mkdir -p root/bin; cp "$(readlink -f "$0")" root/bin/node; ldd root/bin/node | grep -o '/[^ ]*' | xargs -I{} cp -L --parents {} root; printf '%s' "$1" > root/program.js; printf 'FROM scratch\\nCOPY root /\\nENTRYPOINT ["/bin/node", "/program.js"]\\n' > Dockerfile; docker build -q -t ${IMAGE} . >/dev/null`,
      process.execPath,
      program,
    ],
    { cwd: folder, env: { ...process.env, DOCKER_BUILDKIT: '0' } },
  )
  rmSync(folder, { recursive: true })
}

/** Answers every question for a list with an empty one, and ends, with a word, when it is asked to create anything. */
const MINIATURE = `require('http').createServer((request, response) => {
  request.resume()
  if (/Create/.test(request.headers['x-amz-target'])) { console.log('I give up'); process.exit(7) }
  response.setHeader('content-type', 'application/x-amz-json-1.0')
  response.end('{}')
}).listen(8000, '0.0.0.0')`

describe.skipIf(obstacle !== undefined)(`containers${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`, () => {
  beforeAll(() => buildProgram(MINIATURE), 300_000)
  afterAll(() => void execFileSync('docker', ['rmi', '--force', IMAGE]))

  test('a container is started, can be judged, and is gone when it is stopped', { timeout: 120_000 }, async () => {
    const target = await containerSource({ image: IMAGE, port: 8000 }).start(startUp)
    onTestFinished(() => target.stop())
    // A name, or an address where the tests themselves are in a container.
    expect(target.reach?.endpoint).toMatch(/^http:\/\/[\w.]+:\d+$/)
    expect(containers()).not.toBe('')
    await target.stop()
    expect(containers()).toBe('')
    expect(existsSync(target.log!)).toBe(false)
  })

  test('one that ends in the middle of a run says so, with its last words', { timeout: 120_000 }, async () => {
    const target = await containerSource({ image: IMAGE, port: 8000 }).start(startUp)
    const run = runSuite({ ...target.reach, only: ['sqs.tags.add-and-list'], effort: 'smoke' })
    expect(await target.ended).toContain('its container ended with code 7\nI give up')
    expect((await run).error).toBeDefined()
    await target.stop()
    expect(containers()).toBe('')
  })

  test('an image that there is not is told as such, and nothing is left', { timeout: 120_000 }, async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('touchstone-'))
    await expect(containerSource({ image: 'localhost:1/no/such:image', port: 1 }).start(startUp)).rejects.toThrow(/could not be started/)
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('touchstone-') && !before.includes(name))).toEqual([])
  })

  const hasReference =
    obstacle === undefined && execFileSync('docker', ['images', '--quiet', 'touchstone-reference'], { encoding: 'utf8' }) !== ''
  test.skipIf(!hasReference)(
    `the module starts the reference${hasReference ? '' : ' (skipped: build touchstone-reference by examples/container)'}`,
    { timeout: 120_000 },
    async () => {
      const started = await new TouchstoneContainer().withManualClock().withSeed(7).start()
      try {
        expect(started).toBeInstanceOf(StartedTouchstoneContainer)
        const health = (): Promise<unknown> => fetch(`${started.endpoint}/_touchstone/health`).then((answer) => answer.json())
        expect(await health()).toMatchObject({ clock: 'manual', seed: 7 })
        await started.advance(30_000, '123456789012')
      } finally {
        await started.stop()
      }
    },
  )
})
