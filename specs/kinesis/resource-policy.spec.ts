import { anyClientError, clause, fc, Refusal, unlessRefused } from './bench.js'
import type { KinesisCase } from './bench.js'

const ACTIONS = ['kinesis:GetRecords', 'kinesis:PutRecord', 'kinesis:DescribeStreamSummary', 'kinesis:ListShards'] as const
const CONSUMER_ACTIONS = ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'] as const

/** A policy that lets the owner do something. */
const policyOf = (arn: string, actions: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'one', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${arn.split(':')[4]}:root` }, Action: actions, Resource: arn },
    ],
  })

/** The policy as a value: its text may come back with other blanks. None where there is none, or it grants nothing. */
const policyAt = async ({ kinesis }: KinesisCase, ResourceARN: string): Promise<unknown> => {
  try {
    const { Policy } = await kinesis.getResourcePolicy({ ResourceARN })
    const policy = (Policy === undefined || Policy === '' ? {} : JSON.parse(Policy)) as { readonly Statement?: readonly unknown[] }
    return policy.Statement?.length ? policy : undefined
  } catch (error) {
    if (error instanceof Refusal && error.errorName === 'ResourceNotFoundException') return undefined
    throw error
  }
}

for (const id of ['kinesis.resource-policy.put-get-delete', 'kinesis.resource-policy.replace'] as const) {
  clause(id, {
    given: { isConsumer: fc.boolean(), first: fc.nat({ max: 1 }) },
    edges: [{ isConsumer: false }, { isConsumer: true }],
    async check(t, { isConsumer, first }) {
      const stream = await t.stream()
      const ResourceARN = isConsumer ? (await stream.consumer()).ConsumerARN! : await stream.arn()
      const actions = isConsumer ? CONSUMER_ACTIONS : ACTIONS
      for (const Policy of [policyOf(ResourceARN, [actions[first]!]), policyOf(ResourceARN, [...actions])]) {
        await t.kinesis.putResourcePolicy({ ResourceARN, Policy })
        t.expect(await policyAt(t, ResourceARN), 'the policy').toEqual(JSON.parse(Policy))
      }
      await t.kinesis.deleteResourcePolicy({ ResourceARN })
      t.expect(await policyAt(t, ResourceARN), 'the policy after it was deleted').toBe(undefined)
    },
  })
}

clause('kinesis.resource-policy.get-none', {
  check: async (t) => t.expect(await policyAt(t, await (await t.stream()).arn()), 'the policy of a new stream').toBe(undefined),
})

clause('kinesis.resource-policy.delete-none', {
  async check(t) {
    const ResourceARN = await (await t.stream()).arn()
    const call = t.kinesis.deleteResourcePolicy({ ResourceARN })
    if ((await unlessRefused(call)) === undefined) await t.refused(call)
    t.expect(await policyAt(t, ResourceARN), 'the policy').toBe(undefined)
  },
})

const BAD: readonly ((arn: string) => string)[] = [
  () => '{',
  () => 'a policy',
  (arn) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kinesis:GetRecords', Resource: arn }] }),
  (arn) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: arn.split(':')[4] }, Resource: arn }] }),
]

clause('kinesis.resource-policy.invalid-json', {
  given: { nth: fc.nat({ max: BAD.length - 1 }) },
  edges: BAD.map((_, nth) => ({ nth })),
  async check(t, { nth }) {
    const ResourceARN = await (await t.stream()).arn()
    await t.refused(t.kinesis.putResourcePolicy({ ResourceARN, Policy: BAD[nth]!(ResourceARN) }), anyClientError)
    t.expect(await policyAt(t, ResourceARN), 'the policy').toBe(undefined)
  },
})

clause('kinesis.resource-policy.unknown-resource', {
  given: { operation: fc.constantFrom('PutResourcePolicy', 'GetResourcePolicy', 'DeleteResourcePolicy') },
  edges: (['PutResourcePolicy', 'GetResourcePolicy', 'DeleteResourcePolicy'] as const).map((operation) => ({ operation })),
  async check(t, { operation }) {
    const ResourceARN = (await (await t.stream()).arn()).replace(/[^/]*$/, t.name())
    await t.refused(
      t.call(operation, { ResourceARN, ...(operation === 'PutResourcePolicy' ? { Policy: policyOf(ResourceARN, ACTIONS) } : {}) }),
    )
  },
})
