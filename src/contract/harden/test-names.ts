/** What tests came to, by their names as the runner prints them. */
export interface TestResults {
  readonly passed: ReadonlySet<string>
  readonly failed: ReadonlySet<string>
}

/** Colours of terminals. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

interface Form {
  /** Its first group is the test's name, or its second where it has an indentation. */
  readonly line: RegExp
  readonly came: 'passed' | 'failed'
}

/** As node:test (TAP and spec), vitest, jest, mocha, tap, ava, pytest, JUnit's console and go test print what became of a test. */
const FORMS: readonly Form[] = [
  { line: /^\s*not ok \d+ -? ?(.+?)(?: # .*)?$/, came: 'failed' },
  { line: /^\s*ok \d+ -? ?(.+?)$/, came: 'passed' },
  { line: /^\s*[✔✓√] (.+?)(?: \(?\d+(?:\.\d+)? ?m?s\)?)?$/u, came: 'passed' },
  { line: /^\s*[✖✕×✗] (.+?)(?: \(?\d+(?:\.\d+)? ?m?s\)?)?$/u, came: 'failed' },
  { line: /^\s*FAIL {1,2}(\S.* > .+?)$/, came: 'failed' },
  { line: /^\s*● (.+ › .+?)$/u, came: 'failed' },
  { line: /^\s+\d+\) (.+?)$/, came: 'failed' },
  { line: /^(\S+::\S+) PASSED\b/, came: 'passed' },
  { line: /^(\S+::\S+) FAILED\b/, came: 'failed' },
  { line: /^FAILED (\S+::\S+)/, came: 'failed' },
  { line: /^\s*--- PASS: (\S+)/, came: 'passed' },
  { line: /^\s*--- FAIL: (\S+)/, came: 'failed' },
]

/** A skipped or unfinished test says nothing, and summaries are no tests. */
const NO_TEST = / # (?:SKIP|TODO)\b|^\s*(?:[✔✖] )?(?:failing tests:|subtests? failed)/i

/** Reads which tests passed and failed off what a test runner printed. Nothing of a runner whose form is not known. */
export const testsIn = (output: string): TestResults => {
  const passed = new Set<string>()
  const failed = new Set<string>()
  for (const line of output.replace(COLOURS, '').split(/\r?\n/)) {
    if (NO_TEST.test(line)) continue
    for (const { line: form, came } of FORMS) {
      const name = form.exec(line)?.[1]?.trim()
      if (name === undefined || name === '') continue
      ;(came === 'passed' ? passed : failed).add(name)
      break
    }
  }
  for (const name of failed) passed.delete(name)
  return { passed, failed }
}
