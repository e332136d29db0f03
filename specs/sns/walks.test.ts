import { expect, test } from 'vitest'
import { readAdversity } from '../../reference/core/adversity.js'
import { sns } from '../../reference/sns/index.js'
import type { Ports, ServiceCall } from '../../reference/core/ports.js'
import type { Call, Service } from '../../reference/core/service.js'
import type { Site } from '../../reference/core/world.js'
import { plansOf } from '../../src/oracle/walk/mass.js'
import { drawnPlan } from '../../src/oracle/walk/shrink-walk.js'
import { walkSimulated } from '../../src/oracle/walk/simulated.js'
import { LATENESS, profileOf } from '../../src/suite/profiles.js'
import { walks } from './explore.js'
import { manyServersOnly } from './profiles.js'

const profile = { profile: 'single-node', tolerates: () => false, lateness: 0 } as const
const plans = plansOf({ walks, steps: 30 })
const walked = (seed: number, open?: Service['open']) =>
  walkSimulated(drawnPlan(plans, seed), { walks, conditions: 'near', seed, clients: 1, profile, ...(open ? { open } : {}) })

test('walks of the reference find nothing, and hold most answers of SNS to a rule', async () => {
  let steps = 0
  let held = 0
  let delivered = 0
  for (let seed = 1; seed <= 60; seed++) {
    const { findings, judged } = await walked(seed)
    expect(findings.map(({ clause, step, accused }) => ({ seed, clause, step, last: accused.at(-1) }))).toEqual([])
    const [own, queues] = [
      judged.filter(({ exchange }) => exchange.service === 'sns'),
      judged.filter(({ exchange }) => exchange.service === 'sqs'),
    ]
    steps += own.length
    held += own.filter(({ step }) => step.tested.length > 0).length
    delivered += queues.filter(({ step }) => step.tested.length > 0).length
  }
  expect(held / steps).toBeGreaterThan(0.8)
  expect(delivered).toBeGreaterThan(40)
})

test('walks of a reference that uses its freedoms find nothing, as documented', async () => {
  const { name, lateness, tolerates } = profileOf('as-documented', LATENESS['as-documented'], manyServersOnly, () => {})
  const adversity = readAdversity('hostile', sns.freedoms)
  const found: unknown[] = []
  for (let seed = 10_001; seed <= 10_060; seed++) {
    const freely = { profile: name, lateness, tolerates }
    const { findings } = await walkSimulated(drawnPlan(plansOf({ walks, steps: 40 }), seed), {
      walks,
      conditions: 'near',
      seed,
      clients: 1,
      profile: freely,
      adversity,
    })
    found.push(...findings.map(({ clause, step }) => ({ seed, clause, step })))
  }
  expect(found).toEqual([])
})

type Input = Readonly<Record<string, unknown>>
type Answering = (operation: string, answer: (input?: Input) => object, input: Input) => object
/** The reference, except for what `lie` makes of an answer. */
const lying =
  (lie: Answering): Service['open'] =>
  (site) => {
    const honest = sns.open(site)
    return {
      call: (call) =>
        lie(
          call.operation,
          (input = call.input) => honest.call(Object.create(call, { input: { value: input } }) as Call) as object,
          call.input,
        ) as never,
    }
  }

type Delivering = (call: ServiceCall, nth: number) => ServiceCall | undefined
/** The reference, except for what `lie` makes of what it delivers to queues; nothing is not delivered. */
const misdelivering =
  (lie: Delivering): Service['open'] =>
  (site) => {
    let nth = 0
    const call: Ports['call'] = (made) => {
      const said = made.operation === 'SendMessage' ? lie(made, nth++) : made
      return said === undefined ? {} : site.ports.call(said)
    }
    const ports = {
      has: (id: string) => site.ports.has(id),
      call,
      http: site.ports.http.bind(site.ports),
      mail: site.ports.mail.bind(site.ports),
    }
    return sns.open(Object.create(site, { ports: { value: ports } }) as Site)
  }

/** The reference, except for how it delivers to FIFO queues. */
const redelivering =
  (lie: (call: ServiceCall, deliver: (call: ServiceCall) => void) => void): Service['open'] =>
  (site) => {
    const call: Ports['call'] = (made) => {
      if (made.operation !== 'SendMessage' || made.input['MessageGroupId'] === undefined) return site.ports.call(made)
      lie(made, (one) => void site.ports.call(one))
      return {}
    }
    const ports = {
      has: (id: string) => site.ports.has(id),
      call,
      http: site.ports.http.bind(site.ports),
      mail: site.ports.mail.bind(site.ports),
    }
    return sns.open(Object.create(site, { ports: { value: ports } }) as Site)
  }

const bodyOf = ({ input }: ServiceCall): string => String(input['MessageBody'])
const saying = (call: ServiceCall, body: string): ServiceCall => ({ ...call, input: { ...call.input, MessageBody: body } })

test.each<[string, Service['open']]>([
  ['forgets to unsubscribe', lying((operation, answer) => (operation === 'Unsubscribe' ? {} : answer()))],
  [
    'takes attributes that there are not',
    lying((operation, answer) => {
      try {
        return answer()
      } catch (error) {
        if (operation === 'SetTopicAttributes' || operation === 'SetSubscriptionAttributes') return {}
        throw error
      }
    }),
  ],
  ['forgets tags', lying((operation, answer) => (operation === 'TagResource' ? {} : answer()))],
  [
    'ignores filters',
    lying((_, answer, input) => {
      const { FilterPolicy: _policy, ...rest } = (input['Attributes'] ?? {}) as Input
      return answer('Attributes' in input ? { ...input, Attributes: rest } : input)
    }),
  ],
  ['drops one message of three', misdelivering((call, nth) => (nth % 3 === 2 ? undefined : call))],
  ['delivers what nobody published', misdelivering((call, nth) => (nth % 3 === 2 ? saying(call, 'from nobody') : call))],
  [
    'wraps nothing',
    misdelivering((call) => {
      const [, message] = /"Message" : "([^"]*)"/.exec(bodyOf(call)) ?? []
      return message === undefined ? call : saying(call, message)
    }),
  ],
  [
    'turns the messages of a group about',
    (site) => {
      const waiting: ServiceCall[] = []
      return redelivering((call, deliver) => {
        if (waiting.push(call) === 4) for (const one of waiting.splice(0).reverse()) deliver(one)
      })(site)
    },
  ],
  [
    'delivers twice on FIFO',
    redelivering((call, deliver) => {
      deliver(call)
      deliver({ ...call, input: { ...call.input, MessageDeduplicationId: `again-${String(call.input['MessageDeduplicationId'])}` } })
    }),
  ],
])('a service that %s is found out', async (_, open) => {
  const found: string[] = []
  for (let seed = 1; seed <= 150 && found.length === 0; seed++)
    found.push(...(await walked(seed, open)).findings.map(({ clause }) => clause))
  expect(found).not.toEqual([])
})
