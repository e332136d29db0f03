// The one test file of `touchstone run`: it imports every spec there is, so that all clauses stand in one queue and wait at the same time.
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const specs = new URL('../../specs/', import.meta.url)
const ending = import.meta.url.split('?')[0]!.endsWith('.ts') ? '.spec.ts' : '.spec.js'

for (const service of readdirSync(specs, { withFileTypes: true })) {
  if (!service.isDirectory()) continue
  const folder = new URL(`${service.name}/`, specs)
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ending)).sort() : []
  for (const file of files) await import(/* @vite-ignore */ fileURLToPath(new URL(file, folder)))
}
