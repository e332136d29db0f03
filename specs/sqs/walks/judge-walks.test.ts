import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../../../reference/index.js'
import type { ClauseId } from '../../../reference/core/reading.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Judged, Oracle, Step } from '../../../src/oracle/oracle.js'
import { judgeSought } from '../../../src/oracle/walk/judge-sought.js'
import { judgeWalks } from '../../../src/oracle/walk/judge-walks.js'
import { plans } from '../../../src/oracle/walk/plan.js'
import { drawnPlan } from '../../../src/oracle/walk/shrink-walk.js'
import { TargetSite } from '../../../src/oracle/walk/target-site.js'
import { walk } from '../../../src/oracle/walk/walk.js'
import { clientsOn, makeClients } from '../../../src/suite/clients.js'
import type { Bench } from '../../../src/suite/bench.js'
import { pageOf } from '../../../src/suite/page.js'
import { codeOf } from '../../../src/suite/print/code.js'
import { walksLine } from '../../../src/suite/walks-line.js'
import { embeddedTarget } from '../../../src/targets/embedded.js'
import { endpointTarget, namePrefix } from '../../../src/targets/endpoint.js'
import { Gate } from '../../../src/targets/gate.js'
import { ENDPOINT_SLACK } from '../../../src/targets/slack.js'
import { binding } from '../binding.js'
import { walks } from './index.js'
import * as liars from './liars.fixture.js'

const RECEIVED: ClauseId = 'sqs.receive.never-more-than-max'

/** Counts the messages it sees; refuses the third, and refuses nothing where there is no limit. */
const counting = (most: number): Judged => ({
  service: 'sqs',
  touches: () => ['everything'],
  open: () => {
    let seen = 0
    const oracle: Oracle = {
      admit: ({ outcome }: Exchange): Step => {
        const messages = outcome.kind === 'answered' ? (outcome.output['Messages'] as readonly unknown[] | undefined) : undefined
        seen += messages?.length ?? 0
        const step = { used: [], tested: messages ? [RECEIVED] : [] }
        return seen > most
          ? { ...step, verdict: 'refused', clause: RECEIVED, allowed: `${most} messages`, seen: `${seen}` }
          : { ...step, verdict: 'admitted' }
      },
      timers: () => [],
      describe: () => [`${seen} messages were seen`],
      copy: () => oracle,
      print: () => String(seen),
    }
    return oracle
  },
})

const embedded = (): Bench => {
  const target = embeddedTarget(1)
  const clients = makeClients(binding, target)
  return {
    target,
    clients,
    others: clientsOn(target),
    effort: 'smoke',
    seed: 1,
    profile: 'single-node',
    missing: {},
    cases: new Gate(8),
    shrinks: new Gate(1),
  }
}
const line = walksLine('sqs')

test('a row of walks conforms, and counts the chances of each rule', async () => {
  const result = await judgeWalks({ ...walks, judged: counting(Infinity) }, binding, line, embedded())
  expect(result).toMatchObject({ id: 'sqs.walks', verdict: 'conforms', cases: 30, walks: { undecided: 0, refused: {} } })
  expect(result.walks!.tested[RECEIVED]).toBeGreaterThan(5)
})

test('a refusal makes it diverge, names the clause, and shows the shortest history with what is believed', async () => {
  const bench = embedded()
  const result = await judgeWalks({ ...walks, judged: counting(2) }, binding, line, bench)
  expect(result).toMatchObject({
    verdict: 'diverges',
    failure: {
      clause: RECEIVED,
      allowed: '2 messages',
      reproduced: true,
      replay: 'touchstone run --only sqs.walks --seed 1 --effort smoke',
    },
  })
  expect(Object.keys(result.walks!.refused)).toEqual([RECEIVED])
  const { history } = result.failure!
  const { sdk, cli } = codeOf(history, { service: 'sqs', region: 'us-east-1' })
  expect(history.at(-1)!.operation).toBe('ReceiveMessage')
  expect(history.length).toBeLessThanOrEqual(8)
  expect(history.at(-1)!.change).toEqual(expect.arrayContaining([expect.stringMatching(/^\+ \d+ messages were seen$/)]))
  expect(sdk).toContain('receiveMessage')
  expect(cli).toContain(' sqs receive-message ')
  expect(pageOf(result, line, { region: 'us-east-1' })).toContain(`an answer breaks ${RECEIVED}`)
})

test('two faults are both found, each by the shortest history that shows it alone', async () => {
  // The first ends nearly every walk early.
  const lying = liars.lying(liars.both(liars.raisesItsVoice, liars.hidesQueues))
  const result = await judgeWalks({ ...walks, reference: { ...walks.reference, open: lying } }, binding, line, embedded())
  expect(result.verdict).toBe('diverges')
  const findings = new Map([result.failure!, ...(result.further ?? [])].map((failure) => [failure.clause, failure]))
  const lists = ['sqs.queue.list.prefix-filter', 'sqs.page.token-when-more']
  const names = [...findings.keys()].map((clause) => (lists.includes(clause!) ? 'lists' : clause))
  expect(new Set(names)).toEqual(new Set(['lists', 'sqs.send.body-returned-verbatim']))
  for (const { history, reproduced } of findings.values()) {
    expect(history.length).toBeLessThanOrEqual(8)
    expect(reproduced).toBe(true)
  }
})

test('what the oracle cannot tell is inconclusive', async () => {
  const silent: Oracle = {
    admit: () => ({ verdict: 'undecided', used: [], tested: [] }),
    timers: () => [],
    describe: () => [],
    copy: () => silent,
    print: () => '',
  }
  const result = await judgeWalks(
    { ...walks, judged: { service: 'sqs', touches: () => [], open: () => silent } },
    binding,
    line,
    embedded(),
  )
  expect(result.verdict).toBe('inconclusive')
})

test('clients of an endpoint walk in real time, under names of their own, and leave nothing behind', async () => {
  const server = await listen({ port: 0 })
  const target = endpointTarget({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    slack: ENDPOINT_SLACK,
    run: 'walk',
  })
  const clients = makeClients(binding, target)
  onTestFinished(async () => {
    await target.close()
    await server.close()
  })
  const drawn = plans({ steps: 30, moves: walks.moves, flaws: walks.flaws })
  const strictness = { profile: 'single-node', lateness: 2000, tolerates: () => true, slack: ENDPOINT_SLACK }
  const walked = await Promise.all(
    [1, 2, 3, 4].map(async (seed) => {
      const site = await TargetSite.open(binding, target, { clients, missing: {}, others: clientsOn(target) }, false)
      const setting = {
        walks: { ...walks, judged: counting(Infinity) },
        clients: seed === 4 ? 3 : 1,
        strictness,
        longestPauseMs: 100,
        judgeHistory: judgeSought(),
      }
      const { exchanges } = await walk(drawnPlan(drawn, seed), site, setting)
      await site.close()
      return exchanges
    }),
  )
  const all = walked.flat()
  expect(all.length).toBeGreaterThan(60)
  expect(all.filter(({ outcome }) => outcome.kind === 'lost')).toEqual([])
  expect(all.every(({ sent, received }) => received >= sent)).toBe(true)
  const scope = await target.open()
  expect(
    await binding.leftovers((operation, input) => clients.of('json').send(operation, input, { scope, wait: 'none' }), namePrefix('walk')),
  ).toEqual([])
})
