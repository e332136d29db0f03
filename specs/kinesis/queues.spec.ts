import { clause } from './bench.js'

clause('kinesis.queues.visibility-default-30', {
  async check(t) {
    const { QueueAttributes } = await (await t.queue()).active()
    t.expect(QueueAttributes?.VisibilityTimeoutSeconds, 'the timeout of a queue that was made without one').toBe(30)
  },
})
