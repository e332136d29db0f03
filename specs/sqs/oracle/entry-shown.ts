import { ServiceError } from '../../../reference/core/errors.js'
import { isServersFault } from '../../../reference/sqs/errors.js'
import { Inadmissible, noteOnce } from '../../../src/oracle/admitting.js'
import type { Judging } from './judging.js'

/** What was seen of one entry of a batch: the code of its error, unless it succeeded. @throws where the service failed on it, and may */
export function entryShown(id: string, x: Judging): string | undefined {
  const { observed } = x
  const { entry, code } = observed.entryOf(id)
  observed.entry = entry
  const freedom = 'sqs.batch.partial-failure-200'
  if (code !== undefined && isServersFault(code) && !x.tolerates(freedom))
    throw new Inadmissible(freedom, 'a result of its own for each entry', code)
  if (entry['SenderFault'] === false && code !== undefined && x.tolerates(freedom)) {
    noteOnce(x.used, freedom)
    throw new ServiceError(code, 'The service failed on this entry.')
  }
  return code
}
