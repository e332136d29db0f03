import { CALM } from '../core/adversity.js'
import { NotReachable, type Principal } from '../core/ports.js'
import type { Call, Output } from '../core/service.js'
import { ServiceError } from '../core/errors.js'
import type { Site } from '../core/world.js'
import type { Constraints } from '../aws/constraints.js'
import { validate } from '../aws/validate.js'
import { checkAccess } from './access.js'
import { disturbed } from './adversity.js'
import type { Caller, Context, Outlet } from './choices.js'
import table from './constraints.json' with { type: 'json' }
import { deliverConfirmation, deliverDirectly } from './delivery/deliver.js'
import { shown } from './endpoints.js'
import { topicNotFound } from './errors.js'
import { FanOut } from './fan-out.js'
import { operations, type Transition } from './operations.js'
import { Propose, ServerChoices } from './propose.js'
import { readArn } from './request.js'
import { newRegion, type Region } from './state.js'
import { hearSms } from './sms.js'
import { forgetDeleted } from './subscriptions.js'

const constraints: Constraints = table

/** SNS in one account and region: the model read by a server. */
export class SnsWorld {
  readonly #region: Region
  readonly #choices: ServerChoices
  readonly #reading: Propose
  readonly #out: Outlet

  constructor(private readonly site: Site) {
    this.#region = newRegion(site.account, site.region)
    this.#choices = new ServerChoices(site.random)
    this.#reading = new Propose(this.#choices)
    this.#out = outletOf(site, this.#choices, this.#region)
  }

  call(call: Call): Output | Promise<Output> {
    const owner = this.#foreignOwner(call)
    if (owner !== undefined) return this.#forward(call, owner)
    this.#choices.adversity = this.site.adversity ?? CALM
    return this.#choices.adversity.chances.size === 0
      ? this.#answer(call)
      : disturbed(this.#choices, call.operation, () => this.#answer(call))
  }

  takeSms(from: string, text: string): void {
    hearSms(from, text, this.#region, this.#reading.at(this.site.clock.now()))
  }

  /** @clause sns.errors.validation-error-code @clause sns.confirm.required-members @clause sns.msgattr.datatype-required */
  #answer(call: Call): Output {
    const { operation, input } = call
    const transition = (operations as Readonly<Record<string, Transition>>)[operation]
    if (transition === undefined) throw new ServiceError('InvalidAction', `Could not find operation ${operation} for version 2010-03-31`)
    const x = this.#reading.at(this.site.clock.now())
    // Whether it is an ARN is looked at before whether there are attributes, whether there is such an application after it.
    const { PlatformApplicationArn: application } = input
    if (typeof application === 'string') readArn(application, 'PlatformApplicationArn', x)
    const refused = validate(constraints, operation, input)
    if (refused !== undefined) throw new ServiceError('ValidationError', refused)
    const c = this.#context(call)
    if (this.#region.leaving.length > 0) forgetDeleted(c, x)
    checkAccess(call, this.#region.topics.get(resourceOf(call)), c, x)
    return transition(input as never, c, x) as Output
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

  /**
   * The account whose topic, or whose subscription to it, the request is about, where that is another one.
   *
   * @clause sns.confirm.cross-account-queue-owner-auto
   * @clause sns.permissions.authorization-error-403
   */
  #foreignOwner(call: Call): string | undefined {
    const [prefix, , service, region, account = ''] = resourceOf(call).split(':')
    const isForeign =
      prefix === 'arn' && service === 'sns' && region === this.site.region && account !== this.site.account && /^\d{12}$/.test(account)
    return isForeign ? account : undefined
  }

  /** The request goes to the owner's SNS; what comes of it is remembered as far as it is this account's. */
  #forward(call: Call, account: string): Output | Promise<Output> {
    const { site } = this
    const { isSigned, account: caller } = callerOf(call, site.account)
    const principal: Principal = { account: isSigned ? caller : ANONYMOUS }
    const { operation, input } = call
    try {
      const output = site.ports.call({ service: 'sns', account, region: site.region, operation, input, principal })
      return output instanceof Promise ? output.then((answer) => this.#remember(call, answer)) : this.#remember(call, output)
    } catch (error) {
      throw error instanceof NotReachable ? topicNotFound() : error
    }
  }

  /** @clause sns.list.all-subscriptions-100 @clause sns.confirm.cross-account-queue-owner-auto */
  #remember({ operation, input }: Call, output: Output): Output {
    const { foreign, account } = this.#region
    if (operation === 'Unsubscribe') foreign.delete(String(input['SubscriptionArn']))
    const arn = output['SubscriptionArn']
    if (operation === 'Subscribe' && typeof arn === 'string' && arn.startsWith('arn:')) {
      const { Protocol, Endpoint, TopicArn } = input as Readonly<Record<string, string>>
      foreign.set(arn, { SubscriptionArn: arn, Owner: account, Protocol: Protocol!, Endpoint: shown(Endpoint!), TopicArn: TopicArn! })
    }
    return output
  }
}

/** Who opens a link that is in a message. */
const ANONYMOUS = 'anonymous'

/** @clause sns.confirm.cross-account-queue-owner-auto @clause sns.permissions.authorization-error-403 */
const resourceOf = ({ input }: Call): string => {
  const { TopicArn, TargetArn, SubscriptionArn, ResourceArn } = input as Readonly<Record<string, string | undefined>>
  return TopicArn ?? TargetArn ?? SubscriptionArn ?? ResourceArn ?? ''
}

/** @clause sns.subattrs.subscription-principal @clause sns.query.sigv4 */
const callerOf = ({ principal, accessKey }: Call, own: string): Caller => {
  const account = principal === undefined ? own : 'account' in principal ? principal.account : principal.sourceAccount
  return {
    account,
    arn: `arn:aws:iam::${account}:root`,
    isSigned: account !== ANONYMOUS && (principal !== undefined || accessKey !== undefined),
  }
}

const outletOf = (site: Site, choices: ServerChoices, region: Region): Outlet => {
  const fanOut = new FanOut(site, choices, region)
  return {
    notify: (topic, notification) => fanOut.notify(topic, notification),
    replay: (topic, subscription) => fanOut.replay(topic, subscription),
    changed: (topic, subscription) => fanOut.changed(topic, subscription),
    confirm: (topic, subscription, type) => deliverConfirmation(site, topic, subscription, type),
    direct(to, notification) {
      deliverDirectly(site, region, to, notification)
    },
    oneTimePassword: (to, password) => site.ports.mail({ kind: 'sms', to, body: `Your verification code is ${password}` }),
  }
}
