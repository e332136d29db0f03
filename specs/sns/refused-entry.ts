import { anyClientError } from './bench.js'
import type { SnsCase } from './bench.js'

/**
 * Waits for a message with a fault to be refused, alone or as the only entry of a batch. Of a batch AWS was seen to refuse the whole
 * request for a bad message attribute, a missing group or deduplication id and a missing default text; of other faults no source tells
 * whether the request fails or the entry, so that an entry in `Failed` will do as well.
 */
export const refusedMessage = async (t: SnsCase, call: Promise<object>): Promise<void> => {
  const output = await call.then(
    (answer) => answer as { readonly Successful?: readonly object[]; readonly Failed?: readonly object[] },
    () => undefined,
  )
  if (output?.Failed?.length === 1 && (output.Successful ?? []).length === 0) return
  await t.refused(call, anyClientError)
}
