import type { Command } from 'commander'
import type { Exit } from './exit.js'
import { addTargetOptions, type TargetOptions } from './target-options.js'
import type { Terminal } from './terminal.js'

const examples = (...lines: readonly string[]): string => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`

/** `touchstone targets`, with what can be done to those that have a name. */
export const targets = (program: Command, terminal: Terminal, end: (exit: Exit) => void): void => {
  const list = program
    .command('targets')
    .summary('what can be judged by name, and what of it can start here')
    .description('Lists the implementations that are known by name, with how each is started, and why not where it cannot be started here.')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      examples(
        'touchstone targets',
        'touchstone targets install moto localstack',
        'touchstone targets start ministack@1.5.33',
        'touchstone targets remove --all',
      ),
    )
    .action(async (options: { json?: true }) => end(await (await import('./targets.js')).listTargets(terminal, options)))
  list
    .command('install')
    .summary('install some before a run needs them')
    .argument('<name...>', 'names, with versions if you like: moto, moto@5.2.5')
    .action(async (names: readonly string[]) => end(await (await import('./targets.js')).installTargets(terminal, names)))
  list
    .command('remove')
    .summary('remove what was installed')
    .argument('[name...]', 'names; with a version only that one')
    .option('--all', 'the whole cache')
    .action(async (names: readonly string[], options: { all?: true }) =>
      end(await (await import('./targets.js')).removeTargets(terminal, names, options)),
    )
  addTargetOptions(list.command('start').summary('start one, and keep it until Ctrl-C').argument('[name]', 'its name, as for --target'))
    .option('--region <region>', 'the region to sign for', 'us-east-1')
    .action(async (name: string | undefined, options: TargetOptions) =>
      end(await (await import('./targets.js')).startTarget(terminal, name === undefined ? options : { ...options, target: name })),
    )
}
