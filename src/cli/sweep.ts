import { readFileSync } from 'node:fs'
import { printable } from '../report/escape.js'
import type { Swept } from '../suite/sweep.js'
import type { Reach } from '../targets/sources/source.js'
import { ANY_RUN } from '../targets/endpoint.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { credentialsOf, type Access } from './access.js'
import type { Terminal } from './terminal.js'

export interface SweepOptions extends Access {
  readonly endpoint?: string
  readonly target?: 'aws'
  readonly dryRun?: true
}

/** `touchstone sweep`: removes what runs left on an endpoint that were ended before they could. */
export const runSweep = async (terminal: Terminal, options: SweepOptions): Promise<Exit> => {
  const [{ sweep }, { settingsOf }] = await Promise.all([import('../suite/sweep.js'), import('../suite/run-options.js')])
  const { dryRun = false, target } = options
  const reach = await sweptReach(options)
  const { endpoint } = reach
  const settings = settingsOf({ region: options.region, ...reach }, 'sweep')
  const { removed, left, unasked } = await sweep(settings, ANY_RUN, dryRun)
  const what = ({ operation, input }: Swept['removed'][number]): string => printable(`${operation} ${JSON.stringify(input)}`)
  for (const undo of removed) terminal.print(`${dryRun ? 'would be removed' : 'removed'}  ${what(undo)}`)
  for (const one of left) terminal.note(`${terminal.colours.red('is left')}  ${what(one)}: ${printable(one.why)}`)
  for (const { service, why } of unasked) terminal.note(`${service}: could not be asked what there is: ${printable(why)}`)
  if (removed.length > 0 && target === 'aws')
    terminal.note('Lists of AWS can be a minute late: sweep again in a minute, until nothing is found any more.')
  if (removed.length + left.length + unasked.length === 0) terminal.note(`Nothing at ${endpoint} bears a name that begins with ${ANY_RUN}.`)
  return left.length + unasked.length === 0 ? EXIT.conforms : EXIT.couldNotRun
}

const sweptReach = async ({ endpoint, target, ...access }: SweepOptions): Promise<Reach> => {
  const { region, insecure, ca: file } = access
  const ca = file === undefined ? {} : { ca: readCa(file) }
  if ((endpoint === undefined) === (target === undefined)) throw new UsageError('Give --endpoint URL, or --target aws.')
  if (endpoint === undefined) {
    const { awsSource } = await import('../targets/sources/aws.js')
    const { reach } = await awsSource({ region, ...ca }).start({ say: () => {}, unready: async () => undefined })
    return reach!
  }
  const credentials = credentialsOf(access)
  return { endpoint, ...(credentials === undefined ? {} : { credentials }), ...(insecure === undefined ? {} : { insecure }), ...ca }
}

/** @throws UsageError where there is no such file */
export const readCa = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`The certificates of --ca could not be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
