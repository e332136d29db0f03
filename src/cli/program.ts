import { Command, CommanderError } from 'commander'
import { EXIT, UsageError, type Exit } from './exit.js'
import { openTerminal, type Terminal } from './terminal.js'
import { version } from './version.js'

/** Adds a command to the program; what it does is imported only when it is called, so that each starts at once. */
type Register = (program: Command, terminal: Terminal, end: (exit: Exit) => void) => void

const ledger: Register = (program, terminal, end) => {
  program
    .command('ledger')
    .summary('what is documented, modelled and tested')
    .description('Prints how much of what AWS documents has a rule in the reference and a clause in the specs, and what is left out and why.')
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
      examples('touchstone explain sqs.visibility.expiry-makes-visible-again', 'touchstone explain sqs.fifo', 'touchstone explain sqs.dlq --json'),
    )
    .action(async (id: string, options: { json?: true }) => {
      const { runExplain } = await import('./explain.js')
      end(await runExplain(terminal, id, options))
    })
}

const examples = (...lines: readonly string[]): string => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`

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
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.print(text.trimEnd()), writeErr: (text) => terminal.note(text.trimEnd()) })
  for (const register of [explain, ledger]) register(program, terminal, (code) => (exit = code))
  program.commands.forEach((command) => command.helpOption('-h, --help', 'print this help').copyInheritedSettings(program))
  try {
    await program.parseAsync([...args], { from: 'user' })
    return exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.conforms : EXIT.couldNotRun
    terminal.note(error instanceof UsageError ? error.message : `touchstone: ${error instanceof Error ? error.message : String(error)}`)
    return EXIT.couldNotRun
  }
}
