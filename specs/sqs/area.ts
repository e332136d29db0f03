import type { Area } from '../../src/service/area.js'

export const area: Area = {
  id: 'sqs',
  title: 'Amazon SQS',
  prefixes: ['sqs'],
  isWhole: true,
  service: async () => (await import('../../reference/sqs/index.js')).sqs,
  aws: async () => (await import('./aws.js')).aws,
  called: { client: 'SQS', protocols: ['json', 'query'] },
  binding: async () => (await import('./binding.js')).binding,
  walks: async () => (await import('./walks/index.js')).walks,
  deliveries: async () => (await import('./deliveries.js')).deliveries,
  advice: async () => (await import('./advice.js')).advisory,
  checked: async () => (await import('./checked.js')).checked,
  linearBench: async () => (await import('./laws-bench.js')).linearBench,
  mutable: async () => (await import('./mutable.js')).mutable,
  lanes: async () => (await import('./lanes.js')).lanes,
}
