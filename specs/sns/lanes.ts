import { listAt, textAt, type LaneEvent, type LanesOf } from '../../src/site/lanes.js'

/** What became of each message that was published. Deliveries to queues show in the lanes of SQS. */
export const lanes: LanesOf = (history) =>
  history.flatMap(({ operation, input, output }, step): LaneEvent[] => {
    const published = (lane: string | undefined, label: string | undefined): LaneEvent[] =>
      lane === undefined ? [] : [{ step, lane, kind: 'sent', ...(label === undefined ? {} : { label }) }]
    if (operation === 'Publish') return published(textAt(output, 'MessageId'), textAt(input, 'Message'))
    if (operation !== 'PublishBatch') return []
    const entries = new Map(listAt(input, 'PublishBatchRequestEntries').map((entry) => [textAt(entry, 'Id'), entry]))
    return listAt(output, 'Successful').flatMap((result) =>
      published(textAt(result, 'MessageId'), textAt(entries.get(textAt(result, 'Id')), 'Message')),
    )
  })
