import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ContractError } from '../contract-error.js'
import { kindOf } from '../flows/kind.js'
import { valueOf } from './json-schema.js'
import type { PayloadDocument } from './payload.js'

type Fields = Readonly<Record<string, unknown>>
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : [])

/** A Pact of version 3 or 4 that has messages. */
export const isPact = (value: unknown): value is Fields =>
  fields(value)['consumer'] !== undefined && fields(value)['provider'] !== undefined && messagesOf(fields(value)).length > 0

const messagesOf = (pact: Fields): readonly Fields[] =>
  Array.isArray(pact['messages'])
    ? listOf(pact['messages'])
    : listOf(pact['interactions']).filter(({ type }) => type === 'Asynchronous/Messages')

/** Messages of different kind or shape that are tried for each that the Pact expects. */
const MOST_CANDIDATES = 50
const PACKAGE = '@pact-foundation/pact-core'

/**
 * A Pact says what one message or another looks like, and not what all do: each that it describes has to match one of the messages that went through.
 * Pact's own matcher decides, which is taken from the project that the command runs in.
 *
 * @throws ContractError where that is not there
 */
export const readPact = (path: string, pact: Fields): PayloadDocument => {
  let library: string
  try {
    library = createRequire(resolve('package.json')).resolve(PACKAGE)
  } catch {
    throw new ContractError(`${path} is a Pact, and its matching rules are Pact's: npm install --save-dev ${PACKAGE}`)
  }
  const candidates = new Map<string, string>()
  return {
    check(payload) {
      const value = valueOf(payload)
      const shape = `${kindOf(value) ?? ''} ${shapeOf(value)}`
      if (candidates.size < MOST_CANDIDATES && !candidates.has(shape)) candidates.set(shape, payload.body)
      return {}
    },
    async end() {
      const bodies = [...candidates.values()]
      const expected = messagesOf(pact)
      if (bodies.length === 0) return expected.map(({ description }) => `no message came that is "${String(description)}"`)
      const results = await matched(library, pact, expected, bodies)
      return expected.flatMap(({ description }, nth) => {
        const tried = bodies.map((_, at) => results.get(nameOf(nth, at)))
        if (tried.some((problem) => problem?.length === 0)) return []
        const [nearest] = tried.flatMap((wrong) => (wrong === undefined ? [] : [wrong])).sort((a, b) => a.length - b.length)
        return [`no message matches "${String(description)}": ${nearest?.[0] ?? 'it could not be told why'}`]
      })
    },
  }
}

const nameOf = (expected: number, candidate: number): string => `${expected} ${candidate}`

/** Names and types of a value, by which one message stands for all that are built alike. */
const shapeOf = (value: unknown): string => {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].sort().join()}]`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value
  return `{${Object.entries(value)
    .map(([name, item]) => `${name}:${shapeOf(item)}`)
    .sort()
    .join()}}`
}

interface Answer {
  readonly interactionResults?: readonly { readonly description: string; readonly result: string }[]
  readonly errors?: readonly {
    readonly interaction: string
    readonly mismatch?: { readonly mismatches?: readonly { readonly path?: string; readonly mismatch?: string }[] }
  }[]
  readonly message?: string
}

/** Every expected message with every candidate, in one run of the matcher; nothing wrong where they match. */
const matched = async (
  library: string,
  pact: Fields,
  expected: readonly Fields[],
  bodies: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-pact-'))
  try {
    const pairs = expected.flatMap((message, nth) =>
      // What a message says of itself beside its body is another matter, and states are the provider's own.
      bodies.map((_, at) => ({ ...message, description: nameOf(nth, at), key: undefined, providerStates: undefined, metadata: undefined })),
    )
    const member = Array.isArray(pact['messages']) ? 'messages' : 'interactions'
    writeFileSync(join(folder, 'pact.json'), JSON.stringify({ ...pact, [member]: pairs }))
    writeFileSync(join(folder, 'bodies.json'), JSON.stringify(bodies))
    await run(library, folder)
    const { interactionResults = [], errors = [], message } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as Answer
    if (interactionResults.length === 0) throw new ContractError(`Pact's matcher says nothing: ${message ?? 'no result'}`)
    const found = new Map<string, readonly string[]>()
    for (const { description, result } of interactionResults) found.set(description, result === 'OK' ? [] : ['it does not match'])
    for (const { interaction, mismatch } of errors) {
      const name = interaction.slice(interaction.lastIndexOf(' - ') + 3)
      const wrong = (mismatch?.mismatches ?? []).map(({ path = '', mismatch: what = '' }) => `${path} ${what}`.trim())
      if (wrong.length > 0) found.set(name, wrong)
    }
    return found
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Asks the matcher in a process of its own: it prints what it likes, and is native code. */
const WORKER = `
const { createServer } = require('node:http')
const { readFileSync, writeFileSync } = require('node:fs')
const [library, folder] = process.argv.slice(1)
const pact = require(library)
const bodies = JSON.parse(readFileSync(folder + '/bodies.json', 'utf8'))
const server = createServer((request, response) => {
  let text = ''
  request.on('data', (chunk) => (text += chunk))
  request.on('end', () => {
    const body = bodies[Number(JSON.parse(text).description.split(' ')[1])]
    response.setHeader('content-type', /^\\s*[[{"]/.test(body) ? 'application/json' : 'text/plain')
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address()
  const done = (text) => { writeFileSync(folder + '/result.json', text); process.exit(0) }
  ;(pact.default ?? pact)
    .verifyPacts({
      provider: JSON.parse(readFileSync(folder + '/pact.json', 'utf8')).provider.name,
      providerBaseUrl: 'http://127.0.0.1:' + port,
      pactUrls: [folder + '/pact.json'],
      transports: [{ protocol: 'message', port, path: '/' }],
      logLevel: 'error',
    })
    .then(done, (error) => done(/^\\{/.test(error.message) ? error.message : JSON.stringify({ message: error.message })))
})
`

const run = (library: string, folder: string): Promise<void> =>
  new Promise((resolved, reject) => {
    const child = spawn(process.execPath, ['-e', WORKER, library, folder], { stdio: ['ignore', 'ignore', 'pipe'] })
    let told = ''
    child.stderr.on('data', (chunk: Buffer) => void (told = (told + chunk.toString()).slice(-2000)))
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolved() : reject(new ContractError(`Pact's matcher ended with ${code ?? 'a signal'}: ${told}`)),
    )
  })
