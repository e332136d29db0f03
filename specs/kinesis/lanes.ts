import { listAt, textAt, type LaneEvent, type LanesOf } from '../../src/site/lanes.js'

/** What became of each record: a read leaves it where it is. */
export const lanes: LanesOf = (history) =>
  history.flatMap(({ operation, input, output }, step): LaneEvent[] => {
    const event = (kind: LaneEvent['kind'], record: unknown, label: string | undefined): LaneEvent[] => {
      const lane = textAt(record, 'SequenceNumber')
      return lane === undefined ? [] : [{ step, lane, kind, ...(label === undefined ? {} : { label }) }]
    }
    switch (operation) {
      case 'PutRecord':
        return event('sent', output, textAt(input, 'PartitionKey'))
      case 'PutRecords':
        return listAt(output, 'Records').flatMap((record, nth) => event('sent', record, textAt(input, 'Records', nth, 'PartitionKey')))
      case 'GetRecords':
        return listAt(output, 'Records').flatMap((record) => event('received', record, textAt(record, 'PartitionKey')))
      default:
        return []
    }
  })
