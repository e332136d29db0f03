import { expect, test } from 'vitest'
import { testsIn } from './test-names.js'

const came = (output: string): { passed: string[]; failed: string[] } => {
  const { passed, failed } = testsIn(output)
  return { passed: [...passed], failed: [...failed] }
}

test.each([
  ['TAP', 'TAP version 13\n# Subtest: a\nok 1 - a\n    not ok 1 - inner\nnot ok 2 - b is charged # time=2\nok 3 - c # SKIP\n1..3'],
  ['spec', '✔ a (1.5ms)\n▶ suite\n  ✖ inner (3ms)\n  ✖ b is charged (12.25ms)\n✖ failing tests:'],
  ['vitest', ' ✓ a 3ms\n × inner 5ms\n × b is charged\n'],
  ['jest', '  ✓ a (3 ms)\n  ✕ inner (5 ms)\n  ✕ b is charged\n'],
])('%s', (_, output) => {
  expect(came(output)).toEqual({ passed: ['a'], failed: ['inner', 'b is charged'] })
})

test('pytest, go and what is coloured', () => {
  expect(
    came('tests/a.py::test_one PASSED [ 50%]\ntests/a.py::test_two FAILED [100%]\nFAILED tests/a.py::test_two - assert 1 == 2'),
  ).toEqual({ passed: ['tests/a.py::test_one'], failed: ['tests/a.py::test_two'] })
  expect(came('--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.01s)')).toEqual({ passed: ['TestA'], failed: ['TestB'] })
  expect(came('\u001b[32m ✓\u001b[39m a\u001b[33m 3\u001b[2mms\u001b[22m')).toEqual({ passed: ['a'], failed: [] })
  expect(came('whatever else is printed')).toEqual({ passed: [], failed: [] })
})

test('a name that failed once has failed', () => {
  expect(came('ok 1 - a\nnot ok 1 - a')).toEqual({ passed: [], failed: ['a'] })
})
