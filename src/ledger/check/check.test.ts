import { expect, test } from 'vitest'
import type { LedgerLine } from '../line.js'
import type { Subject } from './check.js'
import { CHECKS } from './index.js'

const line = (id: string, more: Partial<LedgerLine> = {}): LedgerLine => ({
  id,
  topic: 't',
  statement: 'It does.',
  kind: 'semantics',
  strength: 'must',
  operations: ['Do'],
  observe: 'Do.',
  where: 'api',
  wait_s: 0,
  error: null,
  source: 'https://docs.aws.amazon.com/x.html — section',
  evidence: 'documented',
  note: null,
  ...more,
})

const whole: Subject = {
  service: 'x',
  prefixes: ['x'],
  isWhole: true,
  lines: [
    line('x.a'),
    line('x.effect', { follows: ['x.a'] }),
    line('x.freedom', { strength: 'may', no_rule: 'nothing the service does' }),
    line('x.left', { where: 'aws-only', left_out: 'needs AWS' }),
  ],
  faults: [],
  trace: {
    rules: { 'x.a': ['reference/x/a.ts:1'] },
    clauses: { 'x.a': ['specs/x/a.spec.ts:1'], 'x.effect': ['specs/x/a.spec.ts:9'], 'x.freedom': ['specs/x/a.spec.ts:20'] },
  },
  sets: [{ area: 'x', month: '2026-12', ids: ['x.a', 'x.left'] }],
  texts: new Map([['specs/x/a.spec.ts', 'a remote queue, motorised']]),
}

/** The names of the checks that a subject breaches. */
const breached = (change: Partial<Subject>): string[] =>
  CHECKS.filter(({ breaches }) => breaches({ ...whole, ...change }).length > 0).map(({ name }) => name)

const withLine = (...lines: LedgerLine[]): Partial<Subject> => ({ lines: [...whole.lines, ...lines] })
const withSpots = (kind: 'rules' | 'clauses', id: string, ...spots: string[]): Partial<Subject> => ({
  trace: { ...whole.trace, [kind]: { ...whole.trace[kind], [id]: spots } },
})

test('what holds together breaches nothing', () => {
  expect(breached({})).toEqual([])
})

test.each<[string, Partial<Subject>, string[]]>([
  ['a fault of form', { faults: [{ line: 3, problem: 'is not JSON', of: 'meaning' }] }, ['well-formed']],
  ['an id twice', withLine(line('x.a')), ['ids-are-unique']],
  ['an id of another grammar', withLine(line('x.A_b', { left_out: 'why' })), ['ids-are-unique']],
  ['an id of another service', withLine(line('y.a', { left_out: 'why' })), ['ids-are-unique']],
  [
    'a citation without a section',
    withLine(line('x.b', { left_out: 'why', source: 'https://docs.aws.amazon.com/x.html' })),
    ['lines-are-cited'],
  ],
  ['a target by its name', { texts: new Map([['specs/x/a.spec.ts', 'as ElasticMQ does']]) }, ['no-target-is-named']],
  ['a rule nobody documented', withSpots('rules', 'x.new', 'reference/x/a.ts:7'), ['rules-are-in-the-ledger']],
  ['a clause nobody documented', withSpots('clauses', 'x.new', 'specs/x/a.spec.ts:7'), ['clauses-are-in-the-ledger']],
  ['two clauses for one id', withSpots('clauses', 'x.a', 'specs/x/a.spec.ts:1', 'specs/x/b.spec.ts:1'), ['clauses-stand-once']],
  ['a promise without anything', withLine(line('x.b')), ['every-line-has-a-clause', 'every-promise-has-a-rule']],
  ['a freedom without anything', withLine(line('x.b', { strength: 'may' })), ['every-line-has-a-clause']],
  [
    'a clause without a rule',
    { ...withSpots('clauses', 'x.b', 'specs/x/a.spec.ts:7'), ...withLine(line('x.b', { strength: 'may' })) },
    ['every-clause-has-a-rule'],
  ],
  [
    'a clause that is left out',
    withSpots('clauses', 'x.left', 'specs/x/a.spec.ts:7'),
    ['every-clause-has-a-rule', 'left-out-has-no-clause'],
  ],
  [
    'an inferred code that an oracle demands',
    { ...withLine(line('x.b', { error: 'inferred: Bad / Bad', left_out: 'why' })), takes: (_clause, code) => code === 'Bad' },
    ['inferred-codes-are-open'],
  ],
  [
    'an inferred code that an oracle names',
    {
      ...withLine(line('x.b', { error: 'inferred: Bad / Bad', left_out: 'why' })),
      texts: new Map([['specs/x/oracle/errors.ts', "  Bad: ['x.b', 'Bad'],"]]),
    },
    ['inferred-codes-are-open'],
  ],
  ['a frozen id that nobody knows', { sets: [{ area: 'x', month: '2026-12', ids: ['x.gone'] }] }, ['sets-hold-clauses']],
  [
    'an id that is frozen twice',
    { sets: ['2026-12', '2027-01'].map((month) => ({ area: 'x', month, ids: ['x.a'] })) },
    ['sets-hold-clauses'],
  ],
  ['a tier of no topic', { texts: new Map([['specs/x/tiers.json', '{"rare":["u"]}']]) }, ['tiers-name-topics']],
  ['an effect of nothing known', withLine(line('x.b', { follows: ['x.c'], left_out: 'why' })), ['effects-follow-from-rules']],
  ['an effect of what has no rule', withLine(line('x.b', { follows: ['x.effect'], left_out: 'why' })), ['effects-follow-from-rules']],
  ['an effect with a rule of its own', withSpots('rules', 'x.effect', 'reference/x/a.ts:7'), ['effects-follow-from-rules']],
])('%s is breached by its check alone', (_, change, names) => {
  expect(breached(change)).toEqual(names)
})

test('an oracle that takes any error where a line infers one, or a code that is documented', () => {
  const lines = [
    ...whole.lines,
    line('x.b', { error: 'inferred: Bad / Bad', left_out: 'why' }),
    line('x.c', { error: 'Bad / Bad', left_out: 'why' }),
  ]
  expect(breached({ lines, takes: (clause, code) => clause === 'x.b' || code === 'Bad' })).toEqual([])
})

test('an area that is being written may have gaps, and nothing else', () => {
  const { rules, clauses } = whole.trace
  expect(breached({ isWhole: false, trace: { rules, clauses: {} } })).toEqual([])
  expect(breached({ isWhole: false, trace: { rules: { ...rules, 'x.other': ['reference/x/a.ts:2'] }, clauses } })).toEqual([
    'rules-are-in-the-ledger',
  ])
})
