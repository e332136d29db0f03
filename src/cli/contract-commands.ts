import { Option } from 'commander'
import { EFFORT_NAMES } from '../suite/effort.js'
import { PROFILES } from '../suite/profiles.js'
import type { Exit } from './exit.js'
import type { HardenOptions } from './harden.js'
import { account, count, each, port, seed } from './options.js'
import { examples, type Register } from './command.js'
import type { DeriveOptions } from './derive.js'
import type { RecordOptions } from './record.js'
import { addTargetOptions } from './target-options.js'
import type { VerifyOptions } from './verify.js'

/** The commands that are about an application: what it relies on, and what it survives. */
const record: Register = (program, terminal, end) => {
  program
    .command('record')
    .summary('write down what an application says to AWS')
    .description(
      'Runs a command whose AWS SDKs and CLIs are pointed to a proxy, and writes a trace of what goes by; without a command, until it is stopped. Credentials are never written.',
    )
    .argument('[command...]', 'the command, after --')
    .option('--to <target>', 'where requests go: reference, aws (signed anew), or an endpoint', 'reference')
    .option('--listen <port>', 'the port of the proxy; any free one unless given', port)
    .option('--host <address>', 'where the proxy listens', '127.0.0.1')
    .option('-o, --output <file>', 'the trace; another name is chosen where it is taken', 'trace.ndjson')
    .option('--redact', 'write hashes instead of message bodies')
    .option('--seed <n>', 'the seed of the reference', seed)
    .addHelpText(
      'after',
      `
Examples:
  $ touchstone record -- npm test
  $ touchstone record --to http://localhost:4566 -o worker.ndjson -- node worker.js
  $ touchstone record --to aws --listen 4567 --redact
`,
    )
    .action(async (command: readonly string[], options: RecordOptions) => {
      const { runRecord } = await import('./record.js')
      // A command that ran ends as it ended.
      end((await runRecord(terminal, command, options)) as Exit)
    })
}

const derive: Register = (program, terminal, end) => {
  program
    .command('derive')
    .summary('make a contract of what an application relies on')
    .description(
      'Sends a trace through the model and writes down which documented clauses its answers hang on, which operations and limits the application uses, and where the documentation warns of what it does.',
    )
    .argument('<trace...>', 'traces of one application or of several that talk to each other, such as a producer and a consumer')
    .option('-o, --output <file>', 'the contract; - for the standard output', 'messaging.contract.json')
    .option('--account <id>', 'only this account, where a trace has several', account)
    .option('--region <region>', 'only this region, where a trace has several')
    .option('--service <id>', 'only this service; may be given more than once', each)
    .option(
      '--payload <file>',
      'what messages look like: AsyncAPI 3, or orders=file with JSON Schema or a Pact; may be given more than once',
      each,
    )
    .option('--key <pointer>', 'a JSON Pointer into bodies: messages with the same value there belong together')
    .addHelpText(
      'after',
      examples(
        'touchstone derive trace.ndjson',
        'touchstone derive producer.ndjson consumer.ndjson -o orders.contract.json',
        'touchstone derive producer.ndjson consumer.ndjson --payload asyncapi.yaml --key /orderId',
      ),
    )
    .action(async (traces: readonly string[], options: DeriveOptions) => {
      const { runDerive } = await import('./derive.js')
      end(await runDerive(terminal, traces, options))
    })
}

const verify: Register = (program, terminal, end) => {
  addTargetOptions(
    program
      .command('verify')
      .summary('hold a target to what an application relies on')
      .description(
        "Runs the clauses of a contract on a target and repeats the application's recorded requests there, and says what of the contract the target breaks. Without a target the embedded reference is verified.",
      )
      .argument('<contract>', 'what touchstone derive wrote'),
  )
    .option('--between <targets...>', 'compare two targets for this application: names, or endpoints')
    .option('--trace <file>', 'what is repeated, where it is not where the contract says; may be given more than once', each)
    .option('--no-replay', 'the clauses alone')
    .option('--app <traces...>', 'hold the applications in these traces to what they promise each other, and no target')
    .addOption(new Option('--profile <profile>', 'the freedoms that the target is granted').choices(PROFILES).default('single-node'))
    .addOption(new Option('--effort <effort>', 'how long to look').choices(EFFORT_NAMES).default('smoke'))
    .option('--seed <n>', 'what every drawn value follows from', seed, 1)
    .option('--region <region>', 'the region', 'us-east-1')
    .option('--json', 'print JSON, and nothing else')
    .option('--junit <file>', 'write JUnit XML there as well, for what shows test results in CI')
    .addHelpText(
      'after',
      `${examples(
        'touchstone verify messaging.contract.json',
        'touchstone verify messaging.contract.json --target moto',
        'touchstone verify messaging.contract.json --endpoint http://localhost:4566',
        'touchstone verify messaging.contract.json --between reference http://localhost:4566',
        'touchstone verify messaging.contract.json --app producer.ndjson consumer.ndjson',
      )}
Ends with 0 when the target keeps the contract, 1 when it breaks it, 2 when nothing can be told.
`,
    )
    .action(async (contract: string, options: VerifyOptions) => {
      const { runVerify } = await import('./verify.js')
      end(await runVerify(terminal, contract, options))
    })
}

const harden: Register = (program, terminal, end) => {
  program
    .command('harden')
    .summary('run your tests on a reference that takes every liberty AWS documents')
    .description(
      'Runs the tests of an application on the reference, seed after seed, while it delivers twice, late and in another order, fails and throttles as AWS may. When a test fails, tells the fewest of these surprises that break it.',
    )
    .argument('[command...]', 'how the tests are run, after --')
    .option('--seeds <n>', 'how many seeds are tried', count, 30)
    .option('--seed <n>', 'the first seed', seed, 1)
    .option(
      '--adversity <what>',
      'the liberties that are taken, as with serve; unless given, hostile, but for what befalls the setting up of resources',
    )
    .option('--jobs <n>', 'runs at the same time, for tests that can stand that', count, 1)
    .option('--timeout <s>', 'seconds that a run may take; five times what a calm one takes, and 30, unless given', count)
    .option('--shrinks <n>', 'runs that shrinking a failure may take', count, 60)
    .option('--contract <file>', 'hold each run to the promises of a contract between services, as if they were tests')
    .option('--all', 'go on after the first test that fails')
    .addOption(new Option('--surprise <id>', 'run once, with this surprise and no others but those given beside it').argParser(each))
    .option('--json', 'print JSON, and nothing else')
    .addHelpText(
      'after',
      `
Examples:
  $ touchstone harden -- npm test
  $ touchstone harden --seeds 500 --jobs 4 -- npx vitest run
  $ touchstone harden --adversity sqs.receive.at-least-once-standard -- pytest -v

Ends with 0 when no test broke, 1 when one did, 2 when nothing can be told.
`,
    )
    .action(async (command: readonly string[], options: HardenOptions & { readonly surprise?: readonly string[] }) => {
      const { runHarden } = await import('./harden.js')
      const { surprise, ...rest } = options
      end(await runHarden(terminal, command, surprise === undefined ? rest : { ...rest, only: surprise }))
    })
}

export const contractCommands: readonly Register[] = [record, derive, verify, harden]
