import { Command, CommanderError, Option } from 'commander'
import { EFFORT_NAMES } from '../suite/effort.js'
import { PROFILES } from '../suite/profiles.js'
import type { CheckOptions } from './check.js'
import { examples, type Register } from './command.js'
import { contractCommands } from './contract-commands.js'
import { EXIT, type Exit } from './exit.js'
import { dollars, account, each, endpoint, milliseconds, port, seed, shard } from './options.js'
import { reportCommands } from './report-commands.js'
import type { RunOptions } from './run.js'
import type { ServeOptions } from './serve.js'
import type { SweepOptions } from './sweep.js'
import { doctor, targets } from './register-targets.js'
import { addTargetOptions } from './target-options.js'
import { openTerminal, type Terminal } from './terminal.js'
import { version } from './version.js'

const run: Register = (program, terminal, end) => {
  addTargetOptions(program.command('run'))
    .summary('hold a target to the clauses and report where it diverges')
    .description(
      'Runs the suite on a target, or on the embedded reference where none is given. Whatever is made on it bears names that begin with "touchstone-" and is removed afterwards.',
    )
    .option('--only <glob>', 'only clauses whose id fits; may be given more than once', each)
    .addOption(new Option('--effort <effort>', 'how long to look').choices(EFFORT_NAMES).default('standard'))
    .addOption(new Option('--profile <profile>', 'the freedoms that the target is granted').choices(PROFILES).default('single-node'))
    .option(
      '--adversity <what>',
      'the liberties that the embedded reference takes: calm, aws-like, hostile, or some by their ids; "help" lists them',
    )
    .option('--seed <n>', 'what every drawn value follows from', seed, 1)
    .option('--shard <part>', 'only one of several equal parts of the clauses: 2/8; `touchstone merge` puts their results together', shard)
    .option(
      '--report <dir>',
      'write results.ndjson, report.html, junit.xml and summary.md there, and what a target prints that the run starts',
    )
    .option('--json', 'print the results as NDJSON, and nothing else')
    .option(
      '--baseline <file>',
      'known divergences, which do not fail the run; what the file and the run disagree on does (docs/baselines.md)',
    )
    .option('--as-of <month>', 'fail on, and score, only what was frozen until then: 2026-12 (docs/tiers.md)')
    .option('--fail-on-once', 'fail also on what was seen once and not again')
    .option('--config <file>', 'options that nobody wants to type; else touchstone.config.{ts,mjs,js,json} where the command is run')
    .option('--date', 'keep the day of the run in the results')
    .option('--timings', 'keep how long everything took in the results')
    .option('--name <name>', 'what the report calls the target')
    .option('--region <region>', 'the region to sign for', 'us-east-1')
    .option('--access-key <id>', 'else AWS_ACCESS_KEY_ID, else "test"')
    .option('--secret-key <key>', 'else AWS_SECRET_ACCESS_KEY, else "test"')
    .option(
      '--door <url>',
      'where the endpoint reaches subscribers over HTTP, when it is not on this machine: http://host.docker.internal:8099',
      endpoint,
    )
    .option('--ca <file>', 'certificates, in PEM, that are trusted beside the usual ones')
    .option('--insecure', 'take any certificate')
    .option('--slack <ms>', 'how far the clock of the endpoint may be read off', milliseconds)
    .option('--yes', 'run on AWS (--target aws) after its plan was shown')
    .option('--budget <dollars>', 'run on AWS if the estimate of its plan is no more than that', dollars)
    .addHelpText(
      'after',
      examples(
        'touchstone run',
        'touchstone run --target moto',
        'touchstone run --endpoint http://localhost:4566',
        "touchstone run --endpoint http://localhost:4566 --only 'sqs.fifo.**' --report report",
        'touchstone run --endpoint http://localhost:4566 --effort smoke --json | jq -r \'select(.verdict == "diverges").id\'',
      ) +
        '\nEnds with 0 when all conforms, 1 when something diverges, 2 when it could not run, 130 or 143 when it was told to end (Ctrl-C, SIGTERM).\n',
    )
    .action(async (options: RunOptions & { readonly config?: string }, command: Command) => {
      const { withConfig } = await import('./config.js')
      const { runRun } = await import('./run.js')
      end(await runRun(terminal, await withConfig(command, options, options.config)))
    })
}

const sweep: Register = (program, terminal, end) => {
  program
    .command('sweep')
    .summary('remove what runs left on an endpoint')
    .description(
      'Removes everything on an endpoint whose name begins with "touchstone-": what runs left that were ended before they could remove it. Runs that go on there lose what they have made.',
    )
    .option('--endpoint <url>', 'the implementation that was judged', endpoint)
    .addOption(new Option('--target <name>', 'AWS, by the credentials that any AWS tool would find').choices(['aws']))
    .option('--dry-run', 'only list it')
    .option('--region <region>', 'the region to sign for', 'us-east-1')
    .option('--access-key <id>', 'else AWS_ACCESS_KEY_ID, else "test"')
    .option('--secret-key <key>', 'else AWS_SECRET_ACCESS_KEY, else "test"')
    .option('--ca <file>', 'certificates, in PEM, that are trusted beside the usual ones')
    .option('--insecure', 'take any certificate')
    .addHelpText(
      'after',
      examples('touchstone sweep --endpoint http://localhost:4566', 'touchstone sweep --endpoint http://localhost:4566 --dry-run'),
    )
    .action(async (options: SweepOptions) => {
      const { runSweep } = await import('./sweep.js')
      end(await runSweep(terminal, options))
    })
}

const serve: Register = (program, terminal, end) => {
  program
    .command('serve')
    .summary('serve the reference on a port')
    .description(
      'Serves the reference to any AWS SDK or the aws CLI, until it is stopped. Each access key of 12 digits is an account, and a world, of its own.',
    )
    .option('--port <port>', '0 for any free one', port, 4566)
    .option('--host <address>', 'where to listen; 0.0.0.0 for all addresses', '127.0.0.1')
    .option(
      '--allow-host <name>',
      'a name besides localhost by which clients reach it (a container, aws.test), "*" for any; may be given more than once',
      each,
    )
    .option('--cors <origin>', 'a web page that may use it (http://localhost:3000), "*" for any; may be given more than once', each)
    .option('--tls', 'HTTPS, with a certificate that is made on the spot or given')
    .option('--tls-cert <file>', 'the certificate in PEM; with --tls-key')
    .option('--tls-key <file>', 'its key in PEM')
    .option('--verify-signatures <secret>', 'refuse requests that are not signed with this secret key; else signatures are not looked at')
    .addOption(
      new Option('--clock <clock>', 'how time passes: with the wall, or only when it is advanced')
        .choices(['wall', 'manual'])
        .default('wall'),
    )
    .option('--seed <n>', 'what ids and all that AWS leaves open are drawn from', seed)
    .option('--account <id>', 'the account of clients whose access key names none; 12 digits')
    .option('--adversity <what>', 'the liberties that AWS takes: calm, aws-like, hostile, or some of them by their ids; "help" lists them')
    .option('--relax <rule>', 'switch off a rule that only makes tests wait; may be given more than once', each)
    .option(
      '--allow-outgoing <where>',
      'where messages to HTTP endpoints may go: a network, an address, a host, loopback (the default), any or none; may be given more than once',
      each,
    )
    .addHelpText(
      'after',
      examples(
        'touchstone serve',
        'touchstone serve --port 0 --seed 7',
        'touchstone serve --clock manual',
        'touchstone serve --adversity hostile --seed 7',
        'touchstone serve --tls --host 0.0.0.0 --allow-host aws.test',
        'touchstone serve --relax sqs.purge.once-per-60s --relax sqs.queue.create.wait-60s-after-delete',
      ),
    )
    .action(async (options: ServeOptions) => {
      const { runServe } = await import('./serve.js')
      end(await runServe(terminal, options))
    })
}

const check: Register = (program, terminal, end) => {
  program
    .command('check')
    .summary('hold a recorded trace to what AWS documents')
    .description(
      'Judges what production AWS or an emulator really answered, as a trace tells it: requests with what came of them and when, written by a middleware for the AWS SDK v3 or converted from elsewhere. Nothing is sent anywhere.',
    )
    .argument('<trace...>', 'traces to be judged together; - for the standard input')
    .addOption(new Option('--profile <profile>', 'the freedoms that the target is granted').choices(PROFILES).default('as-documented'))
    .option('--explain', 'tell of every exchange what was believed before and after, and why it was admitted')
    .option('--json', 'print NDJSON, and nothing else')
    .option('--account <id>', 'only this account, where a trace has several', account)
    .option('--region <region>', 'only this region, where a trace has several')
    .option('--service <id>', 'only this service; may be given more than once', each)
    .option('--slack <ms>', 'how far the clocks of clients and service may differ; else as the trace says', milliseconds)
    .option('--linear', 'only the laws that need no search: for traces of millions of exchanges')
    .addHelpText(
      'after',
      `
Record a trace with one line in an app, or write it as you like (docs/traces.md):

  import { traceTo } from 'touchstone/trace'
  client.middlewareStack.use(traceTo('trace.ndjson', { client: 'worker-1' }))

  {"touchstone":"trace","version":1,"service":"sqs","region":"us-east-1"}
  {"sent":1769860800000,"received":1769860800004.2,"client":"worker-1","operation":"ListQueues","request":{},"response":{}}
${examples(
  'touchstone check trace.ndjson',
  'touchstone check --profile single-node --explain trace.ndjson',
  'touchstone check worker-1.ndjson worker-2.ndjson',
  'gunzip -c trace.ndjson.gz | touchstone check --json - | jq \'select(.type == "divergence").clause\'',
)}
Ends with 0 when all that could be judged is documented, 1 when something diverges, 2 when the trace is wrong or nothing could be judged.
`,
    )
    .action(async (traces: readonly string[], options: CheckOptions) => {
      const { runCheck } = await import('./check.js')
      end(await runCheck(terminal, traces, options))
    })
}

const ledger: Register = (program, terminal, end) => {
  program
    .command('ledger')
    .summary('what is documented, modelled and tested')
    .description(
      'Prints how much of what AWS documents has a rule in the reference and a clause in the specs, and what is left out and why.',
    )
    .option('--check', 'list every gap between ledger, rules and clauses; ends with 1 if there is one')
    .option('--json', 'print it as JSON')
    .option('--service <name>', 'only this service')
    .addHelpText('after', examples('touchstone ledger', 'touchstone ledger --check', 'touchstone ledger --json | jq .services'))
    .action(async (options: { check?: true; json?: true; service?: string }) => {
      const { runLedger } = await import('./ledger.js')
      end(await runLedger(terminal, options))
    })
}

const explain: Register = (program, terminal, end) => {
  program
    .command('explain')
    .summary('what a clause says, where AWS says it, and where it is tested')
    .argument('<id>', 'a clause id, or the beginning of several')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      examples(
        'touchstone explain sqs.visibility.expiry-makes-visible-again',
        'touchstone explain sqs.fifo',
        'touchstone explain sqs.dlq --json',
      ),
    )
    .action(async (id: string, options: { json?: true }) => {
      const { runExplain } = await import('./explain.js')
      end(await runExplain(terminal, id, options))
    })
}

/**
 * Runs one command line.
 *
 * @param args without the program's name
 * @returns the exit code: 0 conforms, 1 diverges, 2 could not run
 */
export const main = async (args: readonly string[], terminal: Terminal = openTerminal()): Promise<Exit> => {
  let exit: Exit = EXIT.conforms
  const program = new Command('touchstone')
    .description('Holds an implementation of AWS messaging to what AWS documents, clause by clause.')
    .version(version(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showSuggestionAfterError()
    .showHelpAfterError('Add --help to see what can be given.')
    .addHelpText(
      'after',
      examples('touchstone run', 'touchstone run --endpoint http://localhost:4566', 'touchstone serve', 'touchstone explain sqs.fifo'),
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.print(text.trimEnd()), writeErr: (text) => terminal.note(text.trimEnd()) })
  const all = [run, targets, doctor, ...reportCommands, sweep, serve, ...contractCommands, check, explain, ledger]
  // A server is started often, and what all the other commands take is an eighth of the time.
  for (const register of args[0] === 'serve' ? [serve] : all) register(program, terminal, (code) => (exit = code))
  program.commands.forEach((command) => command.helpOption('-h, --help', 'print this help').copyInheritedSettings(program))
  try {
    await program.parseAsync([...args], { from: 'user' })
    return exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.conforms : EXIT.couldNotRun
    // By its name: the program is built into one file, with a class of its own.
    terminal.note(
      error instanceof Error && error.name === 'UsageError'
        ? error.message
        : `touchstone: ${error instanceof Error ? error.message : String(error)}`,
    )
    return EXIT.couldNotRun
  }
}
