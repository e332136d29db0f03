import type { Command } from 'commander'
import type { Exit } from './exit.js'
import { addTargetOptions, endpoints, type TargetOptions } from './target-options.js'
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

/** `touchstone doctor` */
export const doctor = (program: Command, terminal: Terminal, end: (exit: Exit) => void): void => {
  program
    .command('doctor')
    .summary('what an endpoint is, and what will go wrong with it')
    .description(
      'Tells what answers at an endpoint, which services and protocols it speaks, whether the URLs in its answers lead back to it, whether its clock is right, and whether credentials here could reach AWS. Makes one queue and removes it.',
    )
    .requiredOption('--endpoint <url>', 'the implementation', endpoints)
    .option('--json', 'print it as JSON')
    .option('--region <region>', 'the region to sign for', 'us-east-1')
    .option('--access-key <id>', 'else AWS_ACCESS_KEY_ID, else "test"')
    .option('--secret-key <key>', 'else AWS_SECRET_ACCESS_KEY, else "test"')
    .option('--ca <file>', 'certificates, in PEM, that are trusted beside the usual ones')
    .option('--insecure', 'take any certificate')
    .addHelpText(
      'after',
      examples('touchstone doctor --endpoint http://localhost:4566') +
        '\nEnds with 0 when it can be judged, 1 when its URLs lead elsewhere, 2 when it cannot be judged.\n',
    )
    .action(async (options: TargetOptions & { json?: true }) => end(await (await import('./doctor.js')).runDoctor(terminal, options)))
}
