import type { Bookkeeper, Court, ServiceLaws } from '../../src/oracle/linear/service-laws.js'
import { Book } from './laws/book.js'
import { deadLetterCount } from './laws/dead-letter-count.js'
import { deletedStaysDeleted } from './laws/deleted-stays-deleted.js'
import { groupOrder } from './laws/group-order.js'
import { deduplication, messageIds, newHandles } from './laws/identities.js'
import type { SqsLaw } from './laws/law.js'
import { nothingLost } from './laws/nothing-lost.js'
import { reader } from './laws/reader.js'
import { receiveCounts } from './laws/receive-counts.js'
import { receivedWasSent } from './laws/received-was-sent.js'
import { sequenceNumbers } from './laws/sequence-numbers.js'
import { visibilityWindows } from './laws/visibility-windows.js'

const laws: readonly SqsLaw[] = [
  receivedWasSent,
  deletedStaysDeleted,
  visibilityWindows,
  groupOrder,
  sequenceNumbers,
  receiveCounts,
  nothingLost,
  deadLetterCount,
  newHandles,
  messageIds,
  deduplication,
]

/** What every history of SQS must satisfy, as far as it can be checked without a search. */
export const sqsLaws: ServiceLaws = {
  service: 'sqs',
  laws,
  open({ strictness, bounds, verdicts }: Court): Bookkeeper {
    const book = new Book(strictness, bounds)
    return reader(
      book,
      laws.map((law) => law.open(verdicts(law.name), book)),
    )
  },
}
