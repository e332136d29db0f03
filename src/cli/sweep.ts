import { readFileSync } from 'node:fs'
import { printable } from '../report/escape.js'
import type { Swept } from '../suite/sweep.js'
import { ANY_RUN } from '../targets/endpoint.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { credentialsOf, type Access } from './access.js'
import type { Terminal } from './terminal.js'

export interface SweepOptions extends Access {
  readonly endpoint: string
  readonly dryRun?: true
}

/** `touchstone sweep`: removes what runs left on an endpoint that were ended before they could. */
export const runSweep = async (terminal: Terminal, options: SweepOptions): Promise<Exit> => {
  const [{ sweep }, { settingsOf }] = await Promise.all([import('../suite/sweep.js'), import('../suite/run-options.js')])
  const { endpoint, region, insecure, ca, dryRun = false } = options
  const credentials = credentialsOf(options)
  const settings = settingsOf(
    {
      endpoint,
      region,
      ...(credentials === undefined ? {} : { credentials }),
      ...(insecure === undefined ? {} : { insecure }),
      ...(ca === undefined ? {} : { ca: readCa(ca) }),
    },
    'sweep',
  )
  const { removed, left, unasked } = await sweep(settings, ANY_RUN, dryRun)
  const what = ({ operation, input }: Swept['removed'][number]): string => printable(`${operation} ${JSON.stringify(input)}`)
  for (const undo of removed) terminal.print(`${dryRun ? 'would be removed' : 'removed'}  ${what(undo)}`)
  for (const one of left) terminal.note(`${terminal.colours.red('is left')}  ${what(one)}: ${printable(one.why)}`)
  for (const { service, why } of unasked) terminal.note(`${service}: could not be asked what there is: ${printable(why)}`)
  if (removed.length + left.length + unasked.length === 0) terminal.note(`Nothing at ${endpoint} bears a name that begins with ${ANY_RUN}.`)
  return left.length + unasked.length === 0 ? EXIT.conforms : EXIT.couldNotRun
}

/** @throws UsageError where there is no such file */
export const readCa = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`The certificates of --ca could not be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
