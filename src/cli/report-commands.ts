import { Option } from 'commander'
import { TIERS } from '../ledger/dependence.js'
import { CHANGES, type Change } from '../report/changes.js'
import { FORMAT_NAMES } from '../report/format-names.js'
import { examples, type Register } from './command.js'
import type { CorpusOptions } from './corpus.js'
import { changes, each } from './options.js'
import type { ReportOptions } from './report.js'

const report: Register = (program, terminal, end) => {
  program
    .command('report')
    .summary('make a page, a summary, a badge … from results')
    .description('Makes of a results.ndjson whatever somebody wants to read. Nothing is run.')
    .argument('<results>', 'a results.ndjson, the folder of one, or - for the standard input')
    .addOption(new Option('--format <format>', 'what to make').choices(FORMAT_NAMES).default('terminal'))
    .option('--out <file>', 'write it there instead of printing it')
    .option('--as-of <month>', 'score only what was frozen until then: 2026-12')
    .addOption(new Option('--tier <tier>', 'the badge of one tier').choices(TIERS))
    .option('--service <id>', 'the badge of one service')
    .addHelpText(
      'after',
      examples(
        'touchstone report report/results.ndjson',
        'touchstone report report/results.ndjson --format badge --service sqs --tier core --out core.svg',
        'touchstone report report/results.ndjson --format github    # in a workflow: annotations, and the summary of the job',
        'touchstone report report/results.ndjson --format html --out report.html',
      ),
    )
    .action(async (results: string, options: ReportOptions) => {
      const { runReport } = await import('./report.js')
      end(runReport(terminal, results, options))
    })
}

const diff: Register = (program, terminal, end) => {
  program
    .command('diff')
    .summary('what changed from one report to another')
    .argument('<before>', 'a results.ndjson, or the folder of one')
    .argument('<after>', 'another')
    .option('--fail-on <changes>', `what ends the command with 1, separated by commas: ${CHANGES.join(', ')}; none`, changes, [
      'newly-diverging',
    ])
    .option('--json', 'print NDJSON, one change a line, with both rows')
    .addHelpText(
      'after',
      examples(
        'touchstone diff reports/moto report',
        'touchstone diff old.ndjson new.ndjson --fail-on newly-diverging,gone',
        'touchstone diff old.ndjson new.ndjson --json | jq -r \'select(.change == "newly-conforming").id\'',
      ),
    )
    .action(async (before: string, after: string, options: { failOn: readonly Change[]; json?: true }) => {
      const { runDiff } = await import('./diff.js')
      end(runDiff(terminal, before, after, options))
    })
}

const merge: Register = (program, terminal, end) => {
  program
    .command('merge')
    .summary('put the results of shards together')
    .description('Puts the parts of one run (touchstone run --shard 2/8) together. What does not belong together is refused.')
    .argument('<results...>', 'the results.ndjson of every part, or their folders')
    .option('--report <dir>', 'write the whole report there instead of printing its results')
    .addHelpText(
      'after',
      examples('touchstone merge shards/*/results.ndjson --report report', 'touchstone merge a.ndjson b.ndjson > results.ndjson'),
    )
    .action(async (results: readonly string[], options: { report?: string }) => {
      const { runMerge } = await import('./merge.js')
      end(await runMerge(terminal, results, options))
    })
}

const baseline: Register = (program, terminal, end) => {
  program
    .command('baseline')
    .summary('hold a report against known divergences, or write them down')
    .argument('<file>', 'the file of known divergences')
    .argument('<results>', 'a results.ndjson, or the folder of one')
    .option('--update', 'write the file: reasons stay, what is known no more goes, what is new comes with a blank reason')
    .addHelpText(
      'after',
      examples(
        'touchstone baseline known.txt report --update',
        'touchstone baseline known.txt report',
        'touchstone run --baseline known.txt',
      ),
    )
    .action(async (file: string, results: string, options: { update?: true }) => {
      const { runBaseline } = await import('./baseline.js')
      end(runBaseline(terminal, file, results, options))
    })
}

const site: Register = (program, terminal, end) => {
  program
    .command('site')
    .summary('write a site that compares implementations')
    .description(
      'Writes static pages: implementations by topics, every clause with what each implementation came to, and a page for each implementation. They need no server.',
    )
    .argument('<results...>', 'the results.ndjson of each implementation, or their folders')
    .requiredOption('--out <dir>', 'where to; what is there already is written over')
    .addHelpText('after', examples('touchstone site --out site reports/*/results.ndjson'))
    .action(async (results: readonly string[], options: { out: string }) => {
      const { runSite } = await import('./site.js')
      end(await runSite(terminal, results, options))
    })
}

const corpus: Register = (program, terminal, end) => {
  program
    .command('corpus')
    .summary('write histories as data, to be replayed in any language')
    .description(
      'Runs cases of the clauses on the reference and writes each as data: requests, and what the answers must be for the clause to hold (docs/corpus.md).',
    )
    .requiredOption('--out <dir>', 'where to; one file for each service')
    .option('--only <glob>', 'only clauses whose id fits; may be given more than once', each)
    .addHelpText('after', examples('touchstone corpus --out corpus', "touchstone corpus --out corpus --only 'sqs.fifo.**'"))
    .action(async (options: CorpusOptions) => {
      const { runCorpus } = await import('./corpus.js')
      end(await runCorpus(terminal, options))
    })
}

/** The commands about reports. */
export const reportCommands: readonly Register[] = [report, diff, merge, baseline, site, corpus]
