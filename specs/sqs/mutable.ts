import type { HistoryByHand, Load, Mutable, Served } from '../../src/mutation/mutable.js'
import type { Exchange } from '../../src/oracle/exchange.js'
import type { Walks } from '../../src/oracle/walk/walks.js'

/** Written for tests, or without anything to decide; or what only an adverse server does. */
const UNMEASURED = /\.(?:test|fixture)\.ts$|\/(?:choices|index|adverse|adverse-offers|adversity|disturbed)\.ts$/
const INDEX = /\/(?:fast-index|lane|world|moving)\.ts$/
const OBSERVER = ['src/oracle/admitting.ts', 'reference/core/facts.ts']

/** How SQS is measured: the model, its index, and its observer. */
export const mutable: Mutable = {
  kindOf(file) {
    if (UNMEASURED.test(file)) return undefined
    if (file.startsWith('specs/sqs/oracle/') || OBSERVER.includes(file)) return 'readings'
    if (!file.startsWith('reference/sqs/')) return undefined
    return INDEX.test(file) ? 'index' : 'model'
  },
  open: async (load) => (await load('reference/sqs/measured.fixture.js')) as Served,
  naming: /^(?:inBounds|identifier|notForThisQueueType|missing\w*|required|invalid\w*|within|time|oneOf|integer|boolean|any|wrong)$/,
  free: /^unfixed$/,
  byIndex: /\.(?:longpoll|fair|receive|visibility|ec|fifo\.group|delay|redrive)\./,
  observer: {
    walks: async (load) => (await loaded<{ walks: Walks }>(load, 'specs/sqs/walks/index.js')).walks,
    histories: async (load) =>
      (await loaded<{ histories: readonly HistoryByHand[] }>(load, 'specs/sqs/oracle/histories/index.fixture.js')).histories,
    saidOtherwise: async (load) =>
      (await loaded<{ saidOtherwise(exchanges: readonly Exchange[]): readonly Exchange[] }>(load, 'specs/sqs/walks/otherwise.fixture.js'))
        .saidOtherwise,
    codes: [
      'InternalError',
      'AccessDenied',
      'RequestThrottled',
      'InvalidParameterValueException',
      'ResourceNotFoundException',
      'QueueDoesNotExist',
      'ReceiptHandleIsInvalid',
    ],
  },
}

const loaded = async <T>(load: Load, module: string): Promise<T> => (await load(module)) as T
