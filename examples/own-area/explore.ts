import type { ClauseId } from '../../reference/core/reading.js'
import { sqs } from '../../reference/sqs/index.js'
import { binding as sqsBinding } from '../../specs/sqs/binding.js'
import type { Judged, Oracle, Step } from '../../src/oracle/oracle.js'
import { Dice } from '../../src/oracle/walk/dice.js'
import type { Walks } from '../../src/oracle/walk/walks.js'
import { service } from './service.js'

const ADMITTED: Step = { verdict: 'admitted', used: [], tested: [] }
const refused = (clause: ClauseId, allowed: string, seen: string): Step => ({ ...ADMITTED, verdict: 'refused', clause, allowed, seen })

/** Knows which routes there are, and which ids were given. */
const oracleOf = (routes: Map<string, 'there' | 'perhaps'>, ids: Set<string>): Oracle => ({
  admit({ service: asked, operation, input, outcome }) {
    // Of the queues that are walked along nothing is said here.
    if (asked !== 'relay') return ADMITTED
    const name = String(input['Name'])
    const known = routes.get(name)
    if (operation === 'PutRoute') {
      if (outcome.kind === 'refused') return refused('relay.route.replaced', 'success', outcome.code)
      routes.set(name, outcome.kind === 'answered' || known === 'there' ? 'there' : 'perhaps')
      return ADMITTED
    }
    if (outcome.kind === 'lost' || known === 'perhaps') return { ...ADMITTED, verdict: 'undecided' }
    if (outcome.kind === 'refused') {
      const isRight = known === undefined ? outcome.code === 'RouteNotFound' : outcome.code === 'DeliveryRefused'
      const clause = known === undefined ? 'relay.message.unknown-route' : 'relay.message.delivered'
      return isRight ? { ...ADMITTED, tested: [clause] } : refused(clause, 'another answer', outcome.code)
    }
    if (known === undefined) return refused('relay.message.unknown-route', 'the error RouteNotFound', 'success')
    const id = String(outcome.output['MessageId'])
    if (ids.has(id)) return refused('relay.message.own-id', 'an id that no other message has', id)
    ids.add(id)
    return { ...ADMITTED, tested: ['relay.message.delivered', 'relay.message.own-id'] }
  },
  timers: () => [],
  describe: () => [...routes].map(([name, state]) => `${name}: ${state}`),
  copy: () => oracleOf(new Map(routes), new Set(ids)),
  print: () => JSON.stringify([[...routes], [...ids]]),
})

export const judged: Judged = { service: 'relay', open: () => oracleOf(new Map(), new Set()), touches: () => ['relay'] }

/** A queue, and routes to it and to where there is none; a request that is flawed names a route that nobody sets. */
export const walks: Walks = {
  judged,
  reference: service,
  others: [{ reference: sqs, binding: sqsBinding }],
  moves: 5,
  flaws: 1,
  begin(setup, { prefix, region }) {
    const QueueName = `${prefix}queue`
    const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] })
    let isOpen = false
    let account = '000000000000'
    const toNowhere = new Dice(setup).chance(0.2)
    return {
      opening() {
        if (isOpen) return undefined
        isOpen = true
        return { service: 'sqs', operation: 'CreateQueue', input: { QueueName, Attributes: { Policy } } }
      },
      next({ move, flaw, dice }) {
        const drawn = new Dice(dice)
        const Name = flaw > 0 ? `${prefix}nowhere` : `${prefix}route-${drawn.integer(0, 2)}`
        if (move === 0 && flaw === 0)
          return { operation: 'PutRoute', input: { Name, QueueArn: `arn:aws:sqs:${region}:${account}:${toNowhere ? 'none' : QueueName}` } }
        return { operation: 'Relay', input: { Name, Content: new TextEncoder().encode(`message-${drawn.integer(0, 99)}`) } }
      },
      see({ operation, outcome }) {
        if (operation !== 'CreateQueue' || outcome.kind !== 'answered') return
        account = /\/(\d{12})\/[^/]+$/.exec(String(outcome.output['QueueUrl']))?.[1] ?? account
      },
      timers: () => [],
    }
  },
}
