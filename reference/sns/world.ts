import { ServiceError } from '../core/errors.js'
import type { Call, Output } from '../core/service.js'
import type { Site } from '../core/world.js'
import type { Caller, Context, Outlet } from './choices.js'
import { deliverConfirmation, deliverDirectly } from './delivery/deliver.js'
import { fanOut } from './fan-out.js'
import { operations } from './operations.js'
import { Propose, ServerChoices } from './propose.js'
import { newRegion } from './state.js'

/** SNS in one account and region: the model read by a server. */
export class SnsWorld {
  readonly #region
  readonly #reading
  readonly #out: Outlet

  constructor(private readonly site: Site) {
    this.#region = newRegion(site.account, site.region)
    this.#reading = new Propose(new ServerChoices(site.random))
    this.#out = {
      notify: (topic, notification) => fanOut(site, topic, notification),
      replay: () => {},
      confirm: (topic, subscription, type) => deliverConfirmation(site, topic, subscription, type),
      direct: (to, notification) => deliverDirectly(site, to, notification),
      changed: () => {},
    }
  }

  call(call: Call): Output {
    const transition = operations[call.operation]
    if (transition === undefined) throw new ServiceError('InvalidAction', `Could not find operation ${call.operation} for version 2010-03-31`)
    return transition(call.input as never, this.#context(call), this.#reading.at(this.site.clock.now())) as Output
  }

  #context(call: Call): Context {
    return {
      region: this.#region,
      caller: callerOf(call, this.site.account),
      origin: call.origin,
      traceHeader: call.traceHeader,
      relaxed: this.site.relaxed,
      out: this.#out,
    }
  }
}

const callerOf = ({ principal, accessKey }: Call, own: string): Caller => {
  const account = principal === undefined ? own : 'account' in principal ? principal.account : principal.sourceAccount
  const isSigned = principal !== undefined || accessKey !== undefined
  return { account, arn: `arn:aws:iam::${account}:root`, isSigned }
}
