import { ServiceError } from '../core/errors.js'
import { NotReachable, type Ports } from '../core/ports.js'
import type { Call, Output, ServiceWorld } from '../core/service.js'
import type { Clock, Site } from '../core/world.js'
import { check } from './checked.js'
import type { Host } from './choices.js'
import { operations, type Transition } from './operations.js'
import { ARN_MEMBERS, checkAccess, deniedTo } from './policy.js'
import { serve, type Served } from './propose.js'
import { readArn } from './request.js'
import { Region, type Context } from './state.js'

/** Kinesis in one account and region: the model read by a server. */
export class KinesisWorld implements ServiceWorld, Host {
  readonly clock: Clock
  readonly ports: Ports
  readonly #reading: Served
  readonly #region: Region
  #failures = 0

  constructor(private readonly site: Site) {
    this.clock = site.clock
    this.ports = site.ports
    this.#reading = serve(site.random, () => site.adversity)
    this.#region = new Region(site.account, site.region)
  }

  reading(): Served {
    return this.#reading.at(this.clock.now())
  }

  call(call: Call): Output | Promise<Output> {
    const transition = (operations as Readonly<Record<string, Transition>>)[call.operation]
    if (transition === undefined) throw new ServiceError('UnknownOperationException', `${call.operation} is not an operation of Kinesis.`)
    const x = this.reading()
    const c: Context = { region: this.#region, principal: call.principal, relaxed: this.site.relaxed }
    check(call, c, x)
    const owner = this.#owner(call)
    if (owner !== undefined) return this.#forward(call, owner)
    checkAccess(call, c, x)
    const { choices } = x
    if (choices.uses('kinesis.errors.throttling')) throw tooFast(call.operation)
    const answer = (): Output | Promise<Output> => transition(call.input as never, c, x, this, call.signal) as Output | Promise<Output>
    if (!choices.uses('kinesis.protocol.json.internal-failure-500')) return answer()
    // The client does not know whether it took effect, and may do the same again. @clause kinesis.put.retry-may-duplicate
    if (this.#failures++ % 2 === 0) Promise.resolve(answer()).catch(() => {})
    throw new ServiceError('InternalFailure', '')
  }

  /** The other account whose resource a request names, if it does. @clause kinesis.identifiers.cross-account-needs-arn */
  #owner({ input, principal }: Call): { readonly account: string; readonly arn: string } | undefined {
    if (principal !== undefined) return undefined
    for (const member of ARN_MEMBERS) {
      const arn = input[member]
      if (typeof arn !== 'string') continue
      const read = readArn(arn)
      if (read !== undefined && read.account !== this.site.account && read.region === this.site.region)
        return { account: read.account, arn }
    }
    return undefined
  }

  /** Asks the account that owns the resource, whose policy decides. */
  #forward(
    { operation, input }: Call,
    { account: owner, arn }: { readonly account: string; readonly arn: string },
  ): Output | Promise<Output> {
    const { account, region, ports } = this.site
    try {
      return ports.call({ service: 'kinesis', account: owner, region, operation, input, principal: { account } })
    } catch (error) {
      if (error instanceof NotReachable) throw deniedTo({ account }, operation, arn)
      throw error
    }
  }
}

/** @clause kinesis.errors.throttling @clause kinesis.queues.throttle */
const tooFast = (operation: string): ServiceError => new ServiceError('ThrottlingException', `Rate exceeded for ${operation}.`)
