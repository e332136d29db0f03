import type { Call, Output, Service, ServiceWorld } from '../core/service.js'
import type { Site } from '../core/world.js'
import { FREEDOMS } from './adversity.js'
import { certificate, certificatePath } from './delivery/key.js'
import { protocol } from './wire.js'
import { SnsWorld } from './world.js'

/** Amazon SNS. @see https://docs.aws.amazon.com/sns/latest/api/welcome.html */
export const sns: Service = {
  id: 'sns',
  protocol,
  freedoms: FREEDOMS,
  relaxable: ['sns.filter.quota-200-per-topic', 'sns.filter.quota-10000-per-account', 'sns.sms.sandbox-publish-unverified'],
  files: { [certificatePath]: { contentType: 'application/x-pem-file', text: certificate } },
  // The links in messages are not signed.
  homeOf({ TopicArn, SubscriptionArn }) {
    const [, region, account] = /^arn:[a-z-]+:sns:([a-z0-9-]{1,32}):(\d{12}):/.exec(String(TopicArn ?? SubscriptionArn)) ?? []
    return region === undefined || account === undefined ? undefined : { account, region }
  },
  open(site: Site): ServiceWorld {
    const service = new SnsWorld(site)
    return { call: (call: Call): Output | Promise<Output> => service.call(call), takeSms: (from, text) => service.takeSms(from, text) }
  },
}
