import { clause, fc, protocols, queueNames } from './bench.js'
import type { Queue, SqsCase } from './bench.js'

/** The URLs of the queues whose name begins with `prefix`, as they are when what was made has come to be listed. */
const listed = ({ sqs, settles, expect }: SqsCase, prefix: string, urls: readonly string[]): Promise<void> =>
  settles(async () => {
    const { QueueUrls = [] } = await sqs.listQueues({ QueueNamePrefix: prefix })
    expect([...QueueUrls].sort(), `the URLs of the queues whose name begins with ${prefix}`).toEqual([...urls].sort())
  })

clause('sqs.queue.list.prefix-filter', {
  axes: { protocol: protocols },
  given: { ends: fc.uniqueArray(queueNames({ maxLength: 8 }), { minLength: 1, maxLength: 3, selector: (name) => name.toLowerCase() }) },
  async check(t, { ends }) {
    const [mine, other] = [t.name('-mine-'), t.name('-other-')]
    const queues: Queue[] = []
    for (const end of ends) queues.push(await t.queue({ name: mine + end }))
    await t.queue({ name: `${other}${mine.slice(-6)}${ends[0]!}` })
    await listed(
      t,
      mine,
      queues.map(({ url }) => url),
    )
    await listed(
      t,
      queues[0]!.name,
      queues.filter(({ name }) => name.startsWith(queues[0]!.name)).map(({ url }) => url),
    )
    await listed(t, `${mine}none-of-them`, [])
  },
})

clause('sqs.queue.list.prefix-case-sensitive', {
  axes: { protocol: protocols },
  async check(t) {
    const name = t.name('-prefix-')
    const lower = await t.queue({ name: `${name}a` })
    const upper = await t.queue({ name: `${name.replace('-prefix-', '-PREFIX-')}a` })
    await listed(t, name, [lower.url])
    await listed(t, name.replace('-prefix-', '-PREFIX-'), [upper.url])
  },
})

clause('sqs.queue.list.new-queue-eventual', {
  axes: { protocol: protocols },
  async check(t) {
    const { name, queue, sqs, profile, time } = t
    const q = await queue({ name: name('-listed') })
    await listed(t, q.name, [q.url])
    const deleted = await sqs.deleteQueue({ QueueUrl: q.url })
    if (profile.tolerates('sqs.queue.list.new-queue-eventual')) await time.pass(time.after(deleted, 60_000))
    await listed(t, q.name, [])
  },
})
