import { Option } from 'commander'
import type { Exit } from './exit.js'
import { each, port, seed } from './options.js'
import type { Register } from './command.js'
import type { RecordOptions } from './record.js'

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

export const contractCommands: readonly Register[] = [record]
void each
void Option
