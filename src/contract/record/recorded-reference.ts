import { listen } from '../../../reference/index.js'
import { clientNames } from './client-names.js'
import type { Proxy, ProxyOptions } from './proxy.js'
import { Recorder } from './recorder.js'

/** A reference that writes down what it is asked and answers, at its own door: nothing stands between it and its clients. */
export const openRecordedReference = async ({
  seed,
  port,
  host,
  ...options
}: Omit<ProxyOptions, 'to'> & { readonly seed?: number | undefined }): Promise<Proxy> => {
  const recorder = new Recorder({ ...options, to: { label: 'reference' } })
  const server = await listen({ port, host, ...(seed === undefined ? {} : { seed }), tap: recorder.tap(clientNames()) })
  let closing: Promise<void> | undefined
  return { url: server.url, recorder, close: () => (closing ??= recorder.close().then(() => server.close())) }
}
