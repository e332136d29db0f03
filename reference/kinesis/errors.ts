import { ServiceError } from '../core/errors.js'
import type { Region } from './state.js'

/*
 * Kinesis's errors in the words in which AWS was seen to say them, with and without the full stop. `kinesis.errors.limit-exceeded-meaning`
 * and `kinesis.errors.resource-in-use-meaning` say what the general codes stand for.
 */
export const invalid = (message: string): ServiceError => new ServiceError('InvalidArgumentException', message)
export const refused = (message: string): ServiceError => new ServiceError('ValidationException', message)
/** @clause kinesis.errors.resource-in-use-meaning */
export const inUse = (message: string): ServiceError => new ServiceError('ResourceInUseException', message)
/** @clause kinesis.errors.limit-exceeded-meaning */
export const exceeded = (message: string): ServiceError => new ServiceError('LimitExceededException', message)
export const missing = (message: string): ServiceError => new ServiceError('ResourceNotFoundException', message)
export const denied = (message: string): ServiceError => new ServiceError('AccessDeniedException', message)
export const expiredToken = (): ServiceError => new ServiceError('ExpiredNextTokenException', 'The provided NextToken has expired.')
export const dryRun = (): ServiceError =>
  new ServiceError('DryRunOperationException', 'Request would have succeeded, but the DryRun parameter was specified.')

/** @clause kinesis.identifiers.not-found-message */
export const noStream = (name: string, { account }: Region): ServiceError => missing(`Stream ${name} under account ${account} not found.`)
export const noShard = (shard: string, stream: string, { account }: Region): ServiceError =>
  missing(`Shard ${shard} in stream ${stream} under account ${account} does not exist`)
export const notFoundShard = (shard: string, stream: string, { account }: Region): ServiceError =>
  missing(`Could not find shard ${shard} in stream ${stream} under account ${account}.`)
export const notActive = (name: string, status: string, { account }: Region): ServiceError =>
  inUse(`Stream ${name} under account ${account} not ACTIVE, instead in state ${status}`)
/** @clause kinesis.put-batch.throttle-message */
export const rateExceeded = (shard: string, stream: string, { account }: Region): string =>
  `Rate exceeded for shard ${shard} in stream ${stream} under account ${account}.`
export const throttled = (shard: string, stream: string, region: Region): ServiceError =>
  new ServiceError('ProvisionedThroughputExceededException', rateExceeded(shard, stream, region))
