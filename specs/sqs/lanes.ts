import { at, listAt, textAt, type LaneEvent, type LanesOf } from '../../src/site/lanes.js'

/** What became of each message of a history of SQS: handles lead back to the message that they were received with. */
export const lanes: LanesOf = (history) => {
  const events: LaneEvent[] = []
  const owners = new Map<string, string>()
  const add = (step: number, kind: LaneEvent['kind'], lane: string | undefined, label?: string): void => {
    if (lane !== undefined) events.push({ step, kind, lane, ...(label === undefined ? {} : { label }) })
  }
  const ownerOf = (handle: string | undefined): string | undefined => (handle === undefined ? undefined : owners.get(handle))
  /** The entries of a batch that the answer says succeeded. */
  const succeeded = (input: unknown, output: unknown): readonly (readonly [entry: unknown, result: unknown])[] => {
    const entries = new Map(listAt(input, 'Entries').map((entry) => [textAt(entry, 'Id'), entry]))
    return listAt(output, 'Successful').map((result) => [entries.get(textAt(result, 'Id')), result])
  }
  const changed = (step: number, entry: unknown): void => {
    if (at(entry, 'VisibilityTimeout') === 0) add(step, 'released', ownerOf(textAt(entry, 'ReceiptHandle')))
  }
  history.forEach(({ operation, input, output }, step) => {
    if (output === undefined) return
    switch (operation) {
      case 'SendMessage':
        return add(step, 'sent', textAt(output, 'MessageId'), textAt(input, 'MessageBody'))
      case 'SendMessageBatch':
        return succeeded(input, output).forEach(([entry, result]) =>
          add(step, 'sent', textAt(result, 'MessageId'), textAt(entry, 'MessageBody')),
        )
      case 'ReceiveMessage':
        return listAt(output, 'Messages').forEach((message) => {
          const id = textAt(message, 'MessageId')
          const handle = textAt(message, 'ReceiptHandle')
          if (id !== undefined && handle !== undefined) owners.set(handle, id)
          add(step, 'received', id, textAt(message, 'Body'))
        })
      case 'DeleteMessage':
        return add(step, 'deleted', ownerOf(textAt(input, 'ReceiptHandle')))
      case 'DeleteMessageBatch':
        return succeeded(input, output).forEach(([entry]) => add(step, 'deleted', ownerOf(textAt(entry, 'ReceiptHandle'))))
      case 'ChangeMessageVisibility':
        return changed(step, input)
      case 'ChangeMessageVisibilityBatch':
        return succeeded(input, output).forEach(([entry]) => changed(step, entry))
      case 'PurgeQueue':
        return new Set(events.map(({ lane }) => lane)).forEach((lane) => add(step, 'deleted', lane))
    }
  })
  return events
}
