import type { Area } from '../../src/service/area.js'

export const area: Area = {
  id: 'relay',
  title: 'Relay, a made-up service',
  prefixes: ['relay'],
  isWhole: true,
  service: async () => (await import('./service.js')).service,
  binding: async () => (await import('./binding.js')).binding,
  walks: async () => (await import('./explore.js')).walks,
  checked: async () => ({ judged: (await import('./explore.js')).judged, laws: (await import('./laws.js')).laws, manyServersOnly: {} }),
}
