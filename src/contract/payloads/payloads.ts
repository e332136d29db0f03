import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Spot } from '../../oracle/trace/form.js'
import { parseDocument } from 'yaml'
import { ContractError } from '../contract-error.js'
import type { Breach, PayloadSource, PayloadUse } from '../flows/flow.js'
import { isAsyncApi, readAsyncApi } from './asyncapi.js'
import { readJsonSchema } from './json-schema.js'
import { isPact, readPact } from './pact.js'
import type { Payload, PayloadDocument } from './payload.js'

interface Open {
  readonly source: PayloadSource
  readonly document: PayloadDocument
  readonly breaches: Map<string, { says: string; count: number; readonly spot: Spot }>
  checked: number
  broken: number
}

/** What others say of payloads: JSON Schema, AsyncAPI 3, Pact. */
export class Payloads {
  private constructor(private readonly open: readonly Open[]) {}

  /** @param folder where the paths begin @throws ContractError */
  static async read(sources: readonly PayloadSource[], folder: string): Promise<Payloads> {
    const open: Open[] = []
    for (const source of sources)
      open.push({ source, document: await documentIn(join(folder, source.file), source), breaches: new Map(), checked: 0, broken: 0 })
    return new Payloads(open)
  }

  /** @returns what a document calls the message */
  see(payload: Payload, through: string, spot: Spot): string | undefined {
    let named: string | undefined
    for (const open of this.open) {
      if (open.source.through !== undefined && open.source.through !== through) continue
      const found = open.document.check(payload, through)
      if (found === undefined) continue
      open.checked++
      named ??= found.name
      if (found.problem === undefined) continue
      open.broken++
      const known = open.breaches.get(through)
      if (known === undefined) open.breaches.set(through, { says: `${found.problem} (${open.source.file})`, count: 1, spot })
      else known.count++
    }
    return named
  }

  /** What came of it all. */
  async end(): Promise<{ readonly uses: readonly PayloadUse[]; readonly breaches: readonly Breach[] }> {
    const breaches: Breach[] = []
    const uses: PayloadUse[] = []
    for (const { source, document, breaches: of, checked, broken } of this.open) {
      for (const [through, { says, count, spot }] of of) breaches.push({ promise: 'payload', through, says, count, spot })
      const missing = (await document.end?.()) ?? []
      for (const says of missing)
        breaches.push({ promise: 'payload', through: source.through ?? source.file, says: `${says} (${source.file})`, count: 1 })
      uses.push({ ...source, checked, broken: broken + missing.length })
    }
    return { uses, breaches }
  }
}

const documentIn = async (path: string, { through }: PayloadSource): Promise<PayloadDocument> => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new ContractError((error as NodeJS.ErrnoException).code === 'ENOENT' ? `There is no file ${path}.` : (error as Error).message)
  }
  // JSON is YAML.
  const parsed = parseDocument(text)
  const [fault] = parsed.errors
  if (fault !== undefined)
    throw new ContractError(`${path}:${fault.linePos?.[0].line ?? 1} cannot be read: ${fault.message.split('\n')[0]}`)
  const value = parsed.toJS() as unknown
  if (isAsyncApi(value)) return readAsyncApi(path, value)
  if (through === undefined) throw new ContractError(`${path}: say of which queue, topic or stream it is: --payload orders=${path}`)
  return isPact(value) ? readPact(path, value) : readJsonSchema(path, value)
}

/** `orders.fifo=order.schema.json`, or the path alone. */
export const payloadSource = (text: string): PayloadSource => {
  const at = text.indexOf('=')
  return at === -1 ? { file: text } : { file: text.slice(at + 1), through: text.slice(0, at) }
}
