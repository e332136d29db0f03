import type { Service, ServiceWorld } from '../core/service.js'
import type { Site } from '../core/world.js'
import { FREEDOMS } from './adversity.js'
import { protocol } from './wire.js'
import { KinesisWorld } from './world.js'

/** Amazon Kinesis Data Streams. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/Welcome.html */
export const kinesis: Service = {
  id: 'kinesis',
  protocol,
  freedoms: FREEDOMS,
  relaxable: [
    'kinesis.streams.create-async-creating',
    'kinesis.streams.updating-triggers',
    'kinesis.streams.delete-async-deleting',
    'kinesis.streams.create-max-five-creating',
    'kinesis.efo.becomes-active',
    'kinesis.efo.deregister',
    'kinesis.efo.limit-5-creating',
    'kinesis.limits.shard-write-1000-records',
    'kinesis.limits.shard-write-1mib',
    'kinesis.get.five-per-second',
    'kinesis.get.two-mib-per-second',
    'kinesis.iterator.rate-limit-5',
  ],
  open: (site: Site): ServiceWorld => new KinesisWorld(site),
}
