import { isAbsolute, join, resolve } from 'node:path'
import { EXIT, type Exit } from './exit.js'
import { readReport } from './read-report.js'
import type { Terminal } from './terminal.js'

/** `touchstone site --out DIR <results...>`: writes a site that compares implementations. */
export const runSite = async (terminal: Terminal, files: readonly string[], { out }: { readonly out: string }): Promise<Exit> => {
  const reports = files.map(readReport)
  const { writeSite } = await import('../site/write-site.js')
  const count = await writeSite(out, reports)
  const index = join(isAbsolute(out) ? out : resolve(out), 'index.html')
  terminal.note(`${count} files of ${reports.length} reports. Open ${index}, or put the folder on any web server.`)
  return EXIT.conforms
}
