import * as sdk from '@aws-sdk/client-sqs'
import { type Api, apiOf as callsOf, type Case, operationsOf } from '../../src/suite/index.js'

/** The operations of SQS, each with the SDK's types. What the types forbid (a missing member, a wrong type) goes through `t.call`. */
export type SqsApi = Api<typeof sdk>

/** The operations by their names in the API: `SendMessage`. */
export const OPERATIONS = operationsOf(sdk)

/** The operations, bound to a case: each call is recorded and measured there. */
export const apiOf = (it: Case): SqsApi => callsOf<typeof sdk>(it)
