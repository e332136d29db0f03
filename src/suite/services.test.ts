import { expect, test } from 'vitest'
import { areaOf } from '../service/areas.js'
import { embeddedTarget } from '../targets/embedded.js'
import { codeOf } from './print/code.js'
import { judge } from './judge.js'
import { benchOn, toyClause, toyLine } from './toy.fixture.js'

const binding = await areaOf('sqs').binding!()
const bench = benchOn(embeddedTarget(1), binding)
const judged = (accounts: number, check: Parameters<typeof toyClause>[0]) =>
  judge({ ...toyClause(check), binding, accounts }, toyLine, bench)

test('a case calls from another region, and a queue there is another queue', async () => {
  const { verdict, failure } = await judged(1, async (it) => {
    const there = await it.on(binding, { region: 'eu-west-1' })
    await it.call('CreateQueue', { QueueName: 'here' })
    await there.call('CreateQueue', { QueueName: 'there' })
    it.expect([it.region, there.region]).toEqual(['us-east-1', 'eu-west-1'])
    it.expect(await there.call('ListQueues', {})).toMatchObject({ QueueUrls: [it.expect.stringMatching('there')] })
    it.expect(await it.call('ListQueues', {}), 'told').toMatchObject({ QueueUrls: ['nowhere'] })
  })
  expect(verdict).toBe('diverges')
  const { sdk, cli } = codeOf(failure!.history, { service: 'sqs', region: 'us-east-1' })
  expect(cli).toMatch(/aws [^\n]*sqs create-queue --region eu-west-1/)
  expect(sdk).toContain("await sqsEuWest1.createQueue({ QueueName: 'there' })")
})

test('a case that asks for two accounts has them, on one clock', async () => {
  const { verdict, reason } = await judged(2, async (it) => {
    const other = await it.on(binding, { isSecond: true })
    it.expect(other.account).not.toBe(it.account)
    await other.call('CreateQueue', { QueueName: 'theirs' })
    it.expect((await it.call('ListQueues', {})) as object).not.toHaveProperty('QueueUrls')
    await it.time.sleep(1000)
    it.expect(await other.call('ListQueues', {})).toMatchObject({ QueueUrls: [it.expect.stringMatching('theirs')] })
  })
  expect([verdict, reason]).toEqual(['conforms', undefined])
})

test('a case that asks for one account has no second', async () => {
  const { verdict, reason } = await judged(1, async (it) => void (await it.on(binding, { isSecond: true })))
  expect([verdict, reason]).toEqual(['unsupported', 'the target is called from one account only'])
})
