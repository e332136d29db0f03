import type { Area } from '../../src/service/area.js'

export const area: Area = {
  id: 'sns',
  title: 'Amazon SNS',
  prefixes: ['sns'],
  isWhole: true,
  service: async () => (await import('../../reference/sns/index.js')).sns,
  aws: async () => (await import('./aws.js')).aws,
  called: { client: 'SNS', protocols: ['query'] },
  binding: async () => (await import('./binding.js')).binding,
  bench: async () => (await import('./workloads.js')).bench,
  walks: async () => (await import('./explore.js')).walks,
  deliveries: async () => (await import('./deliveries.js')).deliveries,
  advice: async () => (await import('./advice.js')).advisory,
  checked: async () => ({
    judged: (await import('./explore.js')).walks.judged,
    laws: (await import('./laws.js')).snsLaws,
    manyServersOnly: (await import('./profiles.js')).manyServersOnly,
  }),
  mutable: async () => (await import('./mutable.js')).mutable,
  lanes: async () => (await import('./lanes.js')).lanes,
}
