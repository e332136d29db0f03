import type { Service } from '../../reference/core/service.js'
import type { Mutable } from '../../src/mutation/mutable.js'

/**
 * Written for tests, or without anything to decide; or what only an adverse server does; or what channels bring to another service, where no clause of
 * Kinesis can look: tests with such a service hold it.
 */
const UNMEASURED = /\.(?:test|fixture)\.ts$|\/(?:choices|index|adversity|channel-\w+)\.ts$/

/** How Kinesis is measured: its reference. Its walks are judged in step with the reference, so that there is no observer to measure. */
export const mutable: Mutable = {
  kindOf: (file) => (file.startsWith('reference/kinesis/') && !UNMEASURED.test(file) ? 'model' : undefined),
  open: async (load) => ({ service: ((await load('reference/kinesis/index.js')) as { readonly kinesis: Service }).kinesis }),
}
