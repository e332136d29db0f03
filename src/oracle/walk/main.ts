import { Command, InvalidArgumentError, Option } from 'commander'
import { readAdversity } from '../../../reference/core/adversity.js'
import { LATENESS, PROFILES, profileOf } from '../../suite/profiles.js'
import type { ProfileName } from '../../suite/profiles.js'
import { CONDITIONS } from '../simulation/conditions.js'
import type { ConditionsName } from '../simulation/conditions.js'
import { explained, printed } from './explain.js'
import { loadWalks } from './load-walks.js'
import { type Found, massRun, type MassOptions, plansOf } from './mass.js'
import { massLines } from './print-mass.js'
import { drawnPlan, shrinkWalk } from './shrink-walk.js'
import { walkSimulated } from './simulated.js'

interface Options {
  readonly service: string
  readonly walks: number
  readonly histories: number
  readonly steps: number
  readonly seed: number
  readonly profile: ProfileName
  readonly adversity: string
  readonly conditions: ConditionsName
  readonly explain: number
}

const LIMITS = { runs: 3000, ms: 60_000 }

const whole = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value)) throw new InvalidArgumentError('Give a whole number.')
  return value
}

const run = async (options: Options): Promise<void> => {
  const { walks, binding } = await loadWalks(options.service)
  const { name, lateness, tolerates } = profileOf(
    options.profile,
    options.profile === 'single-node' ? 0 : LATENESS[options.profile],
    binding.manyServersOnly,
    () => {},
  )
  const adversity = readAdversity(options.adversity, walks.reference.freedoms)
  const common = {
    walks,
    adversity,
    conditions: options.conditions,
    profile: { profile: name, lateness, tolerates },
    steps: options.steps,
    seed: options.seed,
  }
  const isWatched = process.stderr.isTTY
  const onWalk = (done: number): void => void (isWatched && done % 100 === 0 && process.stderr.write(`\r${done} walks`))
  const runs: MassOptions[] = [
    { ...common, count: options.walks, clients: 1, onWalk },
    { ...common, count: options.histories, clients: 'several', onWalk },
  ]
  for (const one of runs.filter(({ count }) => count > 0)) {
    const { tally, found, ms } = await massRun(one)
    if (isWatched) process.stderr.write('\r\u001b[K')
    console.log(massLines(one.clients === 1 ? 'one client' : 'several clients', tally, found, ms).join('\n'))
    for (const first of firstOfEach(found).slice(0, options.explain)) console.log(`\n${await shortest(first, one)}\n`)
    if (found.length > 0) process.exitCode = 1
  }
}

/** The first walk that each clause was broken in. */
const firstOfEach = (found: readonly Found[]): readonly Found[] =>
  found.filter(({ walked }, nth) => walked && found.findIndex((one) => one.walked?.refusedBy === walked.refusedBy) === nth)

const shortest = async ({ seed, clients, walked }: Found, options: MassOptions): Promise<string> => {
  const { walks } = options
  const plans = plansOf(options)
  const first = { plan: drawnPlan(plans, seed), walked: walked!, finding: walked!.findings[0]! }
  const shrunk = await shrinkWalk(plans, first, (plan) => walkSimulated(plan, { ...options, seed, clients }), {
    runs: LIMITS.runs,
    until: performance.now() + LIMITS.ms,
  })
  const { accused, clause } = shrunk.finding
  const { region, account } = accused[0]!
  const oracle = walks.judged.open({ region, account }, shrunk.walked.strictness)
  const history = printed(explained(accused, oracle))
  return `${clause} (seed ${seed}, ${clients === 1 ? 'one client' : `${clients} clients`}${shrunk.reproduced ? '' : ', not reproduced'})\n${history}`
}

await new Command('walks')
  .description('Walks the reference in simulation and has the oracle judge it: whatever the reference answers must be admitted.')
  .addOption(new Option('--service <id>', 'the service to walk').default('sqs'))
  .addOption(new Option('--walks <count>', 'walks of one client').default(1000).argParser(whole))
  .addOption(new Option('--histories <count>', 'walks of 2 to 8 clients at once').default(100).argParser(whole))
  .addOption(new Option('--steps <count>', 'steps of a walk, on average').default(40).argParser(whole))
  .addOption(new Option('--seed <seed>', 'of the first walk; each of the others has the next one').default(1).argParser(whole))
  .addOption(new Option('--profile <name>', 'the freedoms that the oracle grants').choices(PROFILES).default('single-node'))
  .addOption(
    new Option(
      '--adversity <what>',
      'how the reference uses what the documentation leaves open: calm, aws-like, hostile, or freedoms by their ids',
    ).default('calm'),
  )
  .addOption(new Option('--conditions <name>', 'the network and the clock of the server').choices(Object.keys(CONDITIONS)).default('usual'))
  .addOption(
    new Option('--explain <count>', 'how many clauses that are broken are shown with their shortest history').default(3).argParser(whole),
  )
  .action(run)
  .parseAsync()
