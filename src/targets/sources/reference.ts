import { fileURLToPath } from 'node:url'
import { processSource, quoted } from './process.js'
import type { TargetSource } from './source.js'

/** The reference inside this process: no port, and time that jumps. */
export const embeddedSource: TargetSource = {
  name: 'reference',
  obstacle: async () => undefined,
  start: async () => ({ title: 'embedded reference', again: '', stop: async () => {} }),
}

/** The reference in a process of its own, over HTTP and in real time, as any other implementation. */
export const servedSource = (flags: readonly string[] = []): TargetSource => {
  const cli = fileURLToPath(new URL('../../cli/main.js', import.meta.url))
  const command = ['exec', quoted(process.execPath), quoted(cli), 'serve', '--port', '{port}', ...flags.map(quoted)].join(' ')
  const source = processSource({ command, ready: '/_touchstone/health', title: 'served reference' })
  return {
    ...source,
    name: 'reference-served',
    start: async (startUp) => ({ ...(await source.start(startUp)), again: '--target reference-served' }),
  }
}
