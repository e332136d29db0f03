import { askVersion } from './ask-version.js'
import type { Reach, TargetSource } from './source.js'

/** An implementation that runs already, wherever that is. */
export const endpointSource = (reach: Reach, services?: readonly string[]): TargetSource => ({
  name: reach.endpoint,
  ...(services === undefined ? {} : { services }),
  obstacle: async () => undefined,
  start: async () => ({
    title: new URL(reach.endpoint).host,
    ...(await versionAt(reach)),
    reach,
    again: [
      `--endpoint ${reach.endpoint}`,
      ...Object.entries(reach.endpoints ?? {}).map(([service, url]) => `--endpoint ${service}=${url}`),
    ].join(' '),
    stop: async () => {},
  }),
})

const versionAt = async ({ endpoint }: Reach): Promise<{ readonly version?: string }> => {
  const version = endpoint.startsWith('http:') ? await askVersion(endpoint) : undefined
  return version === undefined ? {} : { version }
}
