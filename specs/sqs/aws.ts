import type { AwsNotes } from '../../src/service/aws-notes.js'

/** SQS as AWS runs it: https://aws.amazon.com/sqs/pricing/ */
export const aws: AwsNotes = {
  perSecond: { CreateQueue: 20, DeleteQueue: 20, '*': 100 },
  // A request counts as one for each 64 KiB; FIFO queues cost more than others.
  dollarsPerMillion: { '*': 0.5 },
  dollarsEach: {},
  withheld: () => undefined,
  tagged: (operation, input, { key, value }) =>
    operation === 'CreateQueue' ? { ...input, tags: { ...(input as { readonly tags?: object }).tags, [key]: value } } : input,
}
