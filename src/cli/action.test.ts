import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pico from 'picocolors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TREE } from '../tree.js'
import { EXIT } from './exit.js'
import { main } from './program.js'
import type { Terminal } from './terminal.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-action-'))
afterAll(() => rmSync(folder, { recursive: true }))
const action = readFileSync(join(TREE, 'action.yml'), 'utf8')

/** The script of the action's one step: what is indented below `run: |`. */
const script = (/\n {6}run: \|\n((?: {8}.*\n|\n)+)/.exec(action)?.[1] ?? '').replace(/^ {8}/gm, '')

/** The variables of the step, and the inputs that they come from. */
const variables = [...action.matchAll(/^ {8}([A-Z]+): \$\{\{ inputs\.([a-z]+) \}\}$/gm)].map(
  ([, variable = '', input = '']) => [variable, input] as const,
)
const defaults = new Map(
  [...action.matchAll(/^ {2}([a-z]+): \{.*default: ([^ ]+) \}$/gm)].map(([, input = '', value = '']) => [input, value]),
)

/** In place of npm: puts a program where the package's would be, which writes down its arguments and ends with 1, and makes a summary of its report. */
const NPM = `#!/bin/bash
printf '%s\\n' "$@" > "$RUNNER_TEMP/npm-args"
bin="$RUNNER_TEMP/touchstone/node_modules/.bin"
mkdir -p "$bin"
cat > "$bin/touchstone" << 'END'
#!/bin/bash
if [ "$1" = report ]; then
  if [ "$*" = "report $REPORT --format github" ]; then echo '# summary' > "$GITHUB_STEP_SUMMARY"; fi
  exit 0
fi
printf '%s\\n' "$@" > "$RUNNER_TEMP/args"
mkdir -p "$REPORT"
touch "$REPORT/results.ndjson"
exit 1
END
chmod +x "$bin/touchstone"
`

beforeAll(() => {
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin', 'npm'), NPM)
  chmodSync(join(folder, 'bin', 'npm'), 0o755)
})

const ran = (inputs: Readonly<Record<string, string>>) => {
  const given = Object.fromEntries(variables.map(([variable, input]) => [variable, inputs[input] ?? defaults.get(input) ?? '']))
  const { status, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      RUNNER_TEMP: folder,
      GITHUB_STEP_SUMMARY: join(folder, 'step-summary'),
      ...given,
    },
  })
  const linesOf = (name: string): readonly string[] => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n')
  return { status, stderr, args: linesOf('args'), npm: linesOf('npm-args') }
}

/** The options that a command says it has; nothing, where there is no such command. */
const optionsOf = async (command: string): Promise<ReadonlySet<string> | undefined> => {
  const printed: string[] = []
  const keep = (text: string): void => void printed.push(text)
  const terminal: Terminal = { print: keep, note: keep, colours: pico.createColors(false), width: 200, live: false }
  const exit = await main([command, '--help'], terminal)
  return exit === EXIT.conforms ? new Set(printed.join('\n').match(/--[a-z][a-z-]*/g)) : undefined
}

test('every variable of the step is read from an input that there is, and every input is used', () => {
  const inputs = [...action.slice(0, action.indexOf('\noutputs:')).matchAll(/^ {2}([a-z]+): \{/gm)].map(([, name]) => name)
  expect(variables.map(([, input]) => input).sort()).toEqual(inputs.sort())
})

test('the step installs the package, runs it with the inputs, shows the summary, and ends as it did', () => {
  const { status, args, npm } = ran({
    command: `my-emulator --port {port}; rm -rf "$HOME"`,
    only: 'sqs.** sns.**',
    baseline: 'known.txt',
    args: '--seed 7',
  })
  expect(status).toBe(1)
  expect(args.slice(0, 7)).toEqual(['run', '--effort', 'standard', '--profile', 'single-node', '--report', 'touchstone-report'])
  expect(args.slice(7)).toEqual([
    ...['--command', `my-emulator --port {port}; rm -rf "$HOME"`, '--baseline', 'known.txt'],
    ...['--only', 'sqs.**', '--only', 'sns.**', '--seed', '7'],
  ])
  expect(npm).toContain('touchstone@latest')
  expect(npm).not.toContain('testcontainers@11')
  expect(readFileSync(join(folder, 'step-summary'), 'utf8')).toBe('# summary\n')
})

test('an image brings what starts containers, and options are those of the command', async () => {
  const { args, npm } = ran({ endpoint: 'http://localhost:1', target: 'moto', image: 'my/emulator:1', port: '4566', version: '0.1.0' })
  expect(npm).toEqual(expect.arrayContaining(['touchstone@0.1.0', 'testcontainers@11']))
  const known = await optionsOf('run')
  for (const option of args.filter((arg) => arg.startsWith('--'))) expect(known, option).toContain(option)
})

test('what the documents tell to run in CI are commands and options that there are', async () => {
  const documents = [
    'docs/ci.md',
    'docs/reports.md',
    'docs/targets.md',
    'docs/aws.md',
    'docs/baselines.md',
    'docs/tiers.md',
    'docs/corpus.md',
    'reports/README.md',
  ]
  const known = new Map<string, ReadonlySet<string>>()
  let count = 0
  for (const document of documents) {
    const blocks = [...readFileSync(join(TREE, document), 'utf8').matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, block = '']) =>
      block.replace(/\\\n/g, ' '),
    )
    for (const [, name = '', rest = ''] of blocks.join('\n').matchAll(/(?:^|[\s>])touchstone ([a-z]+)((?: [^\n]*)?)/gm)) {
      const options = known.get(name) ?? (await optionsOf(name))
      expect(options, `${document}: touchstone ${name}`).toBeDefined()
      known.set(name, options!)
      // What stands in quotation marks is another program's line.
      for (const [option] of rest.replace(/'[^']*'|"[^"]*"|#.*$/g, '').matchAll(/--[a-z][a-z-]*/g))
        expect(options, `${document}: touchstone ${name} ${option}`).toContain(option)
      count++
    }
  }
  expect(count).toBeGreaterThan(15)
})

test('the lines of GitLab jobs are lines of a shell', () => {
  const text = readFileSync(join(TREE, 'docs/ci.md'), 'utf8')
  const lines = [...text.matchAll(/^ +- ((?:npx )?touchstone [^\n]*|npx [^\n]*)$/gm)].map(([, line = '']) => line)
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines) execFileSync('bash', ['-n', '-c', line])
})
