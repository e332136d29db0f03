import { expect, test } from 'vitest'
import { NotReachable } from '../core/ports.js'
import type { Call, Service } from '../core/service.js'
import type { Site } from '../core/world.js'
import { ServiceError } from '../core/errors.js'
import { sqs } from '../sqs/index.js'
import { TurnedClock } from './turned-clock.js'
import { ServedWorld, type Surroundings } from './served-world.js'
import { Worlds } from './worlds.js'
import { CALM } from '../core/adversity.js'

const [OWN, OTHER] = ['111111111111', '222222222222'] as const

/** Sends what it is given into a queue of an account, a minute later. */
const courier: Service = {
  ...sqs,
  id: 'courier',
  open: (site: Site) => ({
    call: ({ input }: Call) => {
      site.clock.at(site.clock.now() + 60_000, () => {
        void site.ports.call({
          service: 'sqs',
          account: input['account'] as string,
          region: site.region,
          operation: 'SendMessage',
          input: { QueueUrl: `http://x/${String(input['account'])}/q`, MessageBody: 'from afar' },
          principal: { service: 'courier.amazonaws.com', sourceArn: 'arn:aws:courier:::x', sourceAccount: site.account },
        })
      })
      site.ports.mail({ kind: 'email', to: 'a@example.com', body: 'on its way' })
      return {}
    },
  }),
}

const options = { clock: 'manual', seed: 1, start: 0, relax: [], adversity: CALM, freedoms: [] } as const
const ask = async (world: ServedWorld, service: Service, account: string, operation: string, input: object) =>
  world.state(service, account, 'us-east-1').call({ operation, input: input as Call['input'], region: 'us-east-1', origin: 'http://x' })

test('what a service delivers reaches a queue of another account of its world, on the clock they share', async () => {
  const worlds = new Worlds(options, [sqs, courier])
  const world = worlds.together([OWN, OTHER])
  expect(worlds.of(OTHER)).toBe(world)
  const Policy = JSON.stringify({
    Statement: { Effect: 'Allow', Principal: { Service: 'courier.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' },
  })
  await ask(world, sqs, OTHER, 'CreateQueue', { QueueName: 'q', Attributes: { Policy } })
  await ask(world, courier, OWN, 'Send', { account: OTHER })
  expect(world.outbox.all()).toEqual([{ kind: 'email', to: 'a@example.com', body: 'on its way', account: OWN, region: 'us-east-1', at: 0 }])
  const receive = () => ask(world, sqs, OTHER, 'ReceiveMessage', { QueueUrl: `http://x/${OTHER}/q` })
  expect(await receive()).toEqual({})
  await world.clock.advance(60_000)
  expect(await receive()).toMatchObject({ Messages: [{ Body: 'from afar' }] })
  await expect(ask(world, sqs, OWN, 'SendMessage', { QueueUrl: `http://x/${OWN}/q`, MessageBody: 'x' })).rejects.toThrow(ServiceError)
})

test('an account of another world is out of reach, and one that is in use is not put together with others', () => {
  const worlds = new Worlds(options, [sqs])
  let site: Site | undefined
  const spy: Service = { ...sqs, id: 'spy', open: (opened) => ((site = opened), sqs.open(opened)) }
  worlds.of(OTHER)
  worlds.of(OWN).state(spy, OWN, 'us-east-1')
  const call = { service: 'sqs', account: OTHER, region: 'us-east-1', operation: 'ListQueues', input: {}, principal: { account: OWN } }
  expect(() => site!.ports.call(call)).toThrow(NotReachable)
  expect(site!.ports.call({ ...call, account: OWN })).toEqual({})
  expect(() => worlds.together([OWN, '333333333333'])).toThrow(/drop 111111111111 first/)
})

test('a clock is not put past what an outgoing request is still doing', async () => {
  const clock = new TurnedClock(0)
  let answer: (() => void) | undefined
  const around: Surroundings = {
    services: new Map(),
    reach: () => undefined,
    outgoing: () => new Promise((resolve) => (answer = () => resolve({ status: 200, headers: {}, body: '' }))),
  }
  const world = new ServedWorld([OWN], clock, 1, new Set(), CALM, around)
  const seen: string[] = []
  const service: Service = {
    ...sqs,
    open: ({ ports, clock: { at, now } }) => ({
      call: () => {
        at.call(
          clock,
          10,
          () =>
            void ports
              .http({ method: 'POST', url: 'http://x', headers: {}, body: '', timeoutMs: 1 })
              .then(() => seen.push(`answered at ${now.call(clock)}`)),
        )
        at.call(clock, 20, () => seen.push('later'))
        return {}
      },
    }),
  }
  await ask(world, service, OWN, 'Any', {})
  const moved = clock.advance(30)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(seen).toEqual([])
  answer!()
  await moved
  expect(seen).toEqual(['answered at 10', 'later'])
})
