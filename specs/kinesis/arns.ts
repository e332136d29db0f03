import { fc, VALID } from './bench.js'
import type { What } from '../../src/suite/bounds.js'

const ACCOUNT = '123456789012'

/** What a member must be that names a resource by its ARN: in that form, and no longer than 2048 characters. */
export const arnOf = (kind: 'stream' | 'queue' | 'channel'): readonly What[] => {
  const arn = `arn:aws:kinesis:us-east-1:${ACCOUNT}:${kind}/`
  const wrong = [
    kind,
    `${ACCOUNT}:${kind}/x`,
    `arn:aws:s3:::${kind}`,
    `arn:aws:sqs:us-east-1:${ACCOUNT}:x`,
    `arn:aws:kinesis:us-east-1:12345:${kind}/x`,
    arn,
    arn.replace(kind, 'table') + 'x',
  ]
  return [
    {
      inside: fc.constant('valid'),
      outside: fc.constantFrom(...wrong),
      edges: [{ inside: 'valid', outside: wrong[0]! }],
      make: (drawn) => (drawn === 'valid' ? VALID : drawn),
    },
    {
      inside: fc.integer({ min: arn.length + 1, max: 2048 }),
      outside: fc.integer({ min: 2049, max: 3000 }),
      edges: [{ inside: 2048, outside: 2049 }],
      make: (length) => arn.padEnd(Number(length), 'x'),
    },
  ]
}
