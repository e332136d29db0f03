import type { Call, Output, Service, ServiceWorld } from '../core/service.js'
import type { Site } from '../core/world.js'
import { FREEDOMS } from './adversity.js'
import { SqsWorld } from './world.js'
import { protocol } from './wire.js'

/** Amazon SQS. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html */
export const sqs: Service = {
  id: 'sqs',
  protocol,
  freedoms: FREEDOMS,
  relaxable: ['sqs.purge.once-per-60s', 'sqs.queue.create.wait-60s-after-delete'],
  open(site: Site): ServiceWorld {
    const service = new SqsWorld(site)
    return { call: (call: Call): Output | Promise<Output> => service.call(call) }
  },
}
