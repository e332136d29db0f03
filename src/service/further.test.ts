import { fileURLToPath } from 'node:url'
import pico from 'picocolors'
import { beforeAll, expect, test, vi } from 'vitest'
import type { Terminal } from '../cli/terminal.js'
import { source } from '../oracle/trace/trace.fixture.js'
import type { Result } from '../suite/result.js'

const START = Date.UTC(2026, 0)

// Everything is imported late, once the area is known.
const load = async () => {
  vi.stubEnv('TOUCHSTONE_AREAS', fileURLToPath(new URL('../../examples/own-area', import.meta.url)))
  // Without this the service would have to be compiled: the reference loads it by `require`.
  vi.doMock('../../reference/further.js', async (original) => ({
    ...(await original<typeof import('../../reference/further.js')>()),
    furtherServices: [(await import('../../examples/own-area/service.js')).service],
  }))
  const [areas, reference, register, specs, judging, toy, embedded, walks, ledger] = await Promise.all([
    import('./areas.js'),
    import('../../reference/index.js'),
    import('../suite/register.js'),
    import('../suite/specs.js'),
    import('../suite/judge.js'),
    import('../suite/toy.fixture.js'),
    import('../targets/embedded.js'),
    import('../oracle/walk/judge-walks.js'),
    import('../ledger/read-ledger.js'),
  ])
  return { ...areas, ...reference, ...register, ...specs, ...judging, ...toy, ...embedded, ...walks, ...ledger }
}
let it: Awaited<ReturnType<typeof load>>
beforeAll(async () => {
  it = await load()
})

const judgedOn = async (): Promise<readonly Result[]> => {
  const binding = await it.areaOf('relay').binding!()
  const bench = it.benchOn(it.embeddedTarget(1), binding)
  const clauses = await it.collectClauses(() => it.importSpecs(['relay']))
  expect(clauses.map(({ clause }) => clause.id).sort()).toEqual(
    it
      .readLedger('relay')
      .filter(({ left_out: leftOut }) => leftOut === undefined)
      .map(({ id }) => id)
      .sort(),
  )
  return Promise.all(clauses.map(({ clause, line }) => it.judge(clause, line, bench)))
}

test('an area that lies elsewhere is an area, and meant by its globs', () => {
  expect(it.areas.map(({ id }) => id)).toContain('relay')
  expect(it.areasMeant(['relay.**'])).toEqual(['relay'])
  expect(it.findLine('relay.message.own-id')?.topic).toBe('messages')
})

test('it is judged, delivering into queues of another account, and reported', async () => {
  const results = await judgedOn()
  expect(results.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual(results.map(({ id }) => [id, 'conforms', undefined]))
  const { makeReport } = await import('../report/make-report.js')
  const { markdown } = await import('../report/markdown.js')
  const { readResults, writeResults } = await import('../report/ndjson.js')
  const header = {
    touchstone: '0',
    target: { name: 'a relay', endpoint: 'http://x' },
    region: 'us-east-1',
    profile: 'single-node',
    effort: 'standard',
    seed: 1,
    only: [],
  }
  const report = makeReport({ header: header as never, results, complete: true, line: it.findLine })
  expect(report.rows.map(({ id, topic }) => `${topic} ${id}`)).toContain('routes relay.route.replaced')
  expect(readResults(writeResults(report)).rows).toHaveLength(4)
  expect(markdown(report)).toContain('messages')
})

test('its walks find nothing on the reference, and find out one that tells ids twice', async () => {
  const { walks, binding } = await (await import('../oracle/walk/load-walks.js')).loadWalks('relay')
  const bench = it.benchOn(it.embeddedTarget(1), binding)
  const walked = await it.judgeWalks(walks, binding, it.findLine('relay.message.own-id')!, bench)
  expect([walked.verdict, walked.reason]).toEqual(['conforms', undefined])
  expect(Object.keys(walked.walks?.tested ?? {})).toEqual(
    expect.arrayContaining(['relay.message.delivered', 'relay.message.own-id', 'relay.message.unknown-route']),
  )
  const { walkSimulated } = await import('../oracle/walk/simulated.js')
  const { drawnPlan } = await import('../oracle/walk/shrink-walk.js')
  const { plansOf } = await import('../oracle/walk/mass.js')
  const liar: typeof walks.reference.open = (site) => {
    const world = walks.reference.open(site)
    return { call: (call) => ({ ...(world.call(call) as object), ...(call.operation === 'Relay' ? { MessageId: 'one' } : {}) }) }
  }
  const plans = plansOf({ walks, steps: 30 })
  const profile = { profile: 'single-node', tolerates: () => false, lateness: 0 }
  const found = await Promise.all(
    [1, 2, 3].map((seed) => walkSimulated(drawnPlan(plans, seed), { walks, conditions: 'near', seed, clients: 1, profile, open: liar })),
  )
  expect(found.flatMap(({ findings }) => findings.map(({ clause }) => clause))).toContain('relay.message.own-id')
})

test('a clause of it is explained, with where its rule and its clause stand', async () => {
  const { runExplain } = await import('../cli/explain.js')
  const printed: string[] = []
  const terminal: Terminal = {
    print: (text) => void printed.push(text),
    note: () => {},
    colours: pico.createColors(false),
    width: 100,
    live: false,
  }
  expect(await runExplain(terminal, 'relay.message.delivered', {})).toBe(0)
  expect(printed.join('\n')).toMatch(/of whichever account[\s\S]*service\.ts:\d+[\s\S]*relay\.spec\.ts:\d+/)
})

test('its ledger, rules and clauses hold together', async () => {
  const { CHECKS, readSubject } = await import('../ledger/check/index.js')
  const subject = await readSubject('relay')
  expect(CHECKS.flatMap(({ name, breaches }) => breaches(subject).map((breach) => `${name}: ${breach}`))).toEqual([])
})

test('it is served beside the other services, over HTTP', async () => {
  const server = await it.listen({ port: 0 })
  try {
    const ask = (method: string, path: string, body: string) => fetch(server.url + path, { method, body })
    const put = await ask('PUT', '/routes/r', '{"QueueArn":"arn:aws:sqs:us-east-1:000000000000:none"}')
    expect([put.status, await put.json()]).toEqual([200, { RouteArn: 'arn:aws:relay:us-east-1:000000000000:r' }])
    const relayed = await ask('POST', '/routes/r/messages', 'x')
    expect([relayed.status, relayed.headers.get('x-amzn-errortype')]).toEqual([403, 'DeliveryRefused'])
    expect((await ask('POST', '/', 'Action=ListQueues&Version=2012-11-05')).status).toBe(200)
  } finally {
    await server.close()
  }
})

test('a trace of it is held to its oracle and to its law', async () => {
  const { readRegistry } = await import('../oracle/check/registry.js')
  const { checkTraces } = await import('../oracle/check/check-trace.js')
  const { checkLaws } = await import('../oracle/check/check-laws.js')
  const { readTraces } = await import('../oracle/trace/read-trace.js')
  const registry = await readRegistry()
  const line = (at: number, operation: string, request: object, response: object): string =>
    JSON.stringify({
      service: 'relay', region: 'us-east-1', account: '111111111111', client: 'c', operation, request, response,
      sent: START + at, received: START + at + 5,
    }) // prettier-ignore
  const relay = (at: number) => line(at, 'Relay', { Name: 'r' }, { MessageId: 'same' })
  const text = [
    '{"touchstone":"trace","version":1}',
    line(0, 'PutRoute', { Name: 'r', QueueArn: 'q' }, { RouteArn: 'a' }),
    relay(1000),
    relay(2000),
    '',
  ].join('\n')
  const open = (order: 'sent' | 'received') => readTraces([source(text)], { descriptions: registry.descriptions, order })
  const { divergences } = await checkTraces(await open('sent'), registry, { profile: 'single-node' })
  expect(divergences.map(({ clause, seen }) => [clause, seen])).toEqual([['relay.message.own-id', 'same']])
  const { findings } = await checkLaws(await open('received'), registry, { profile: 'single-node' })
  expect(findings.findings.map(({ law }) => law)).toEqual(['own-id'])
})
