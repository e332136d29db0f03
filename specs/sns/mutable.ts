import type { Service } from '../../reference/core/service.js'
import type { Mutable } from '../../src/mutation/mutable.js'

/** Written for tests, or without anything to decide; or what only an adverse server does. */
const UNMEASURED = /\.(?:test|fixture)\.ts$|\/(?:choices|index|adversity)\.ts$/

/** How SNS is measured: its reference. Its walks are judged in step with the reference, so that there is no observer to measure. */
export const mutable: Mutable = {
  kindOf: (file) => (file.startsWith('reference/sns/') && !UNMEASURED.test(file) ? 'model' : undefined),
  naming: /^(?:invalidParameter|notFound|readArn|topicAt|wrong\w*|invalid|fail|readJson|object|retries|throttle|request)$/,
  open: async (load) => ({ service: ((await load('reference/sns/index.js')) as { readonly sns: Service }).sns }),
}
