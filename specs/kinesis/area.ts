import type { Area } from '../../src/service/area.js'

export const area: Area = {
  id: 'kinesis',
  title: 'Amazon Kinesis Data Streams',
  prefixes: ['kinesis'],
  isWhole: true,
  service: async () => (await import('../../reference/kinesis/index.js')).kinesis,
  aws: async () => (await import('./aws.js')).aws,
  called: { client: 'Kinesis', protocols: ['json', 'cbor'] },
  binding: async () => (await import('./binding.js')).binding,
  walks: async () => (await import('./explore.js')).walks,
  deliveries: async () => (await import('./deliveries.js')).deliveries,
  advice: async () => (await import('./advice.js')).advisory,
  bench: async () => (await import('./workloads.js')).bench,
  checked: async () => ({
    judged: (await import('./explore.js')).judged,
    laws: (await import('./laws.js')).kinesisLaws,
    manyServersOnly: (await import('./profiles.js')).manyServersOnly,
  }),
  mutable: async () => (await import('./mutable.js')).mutable,
  lanes: async () => (await import('./lanes.js')).lanes,
}
