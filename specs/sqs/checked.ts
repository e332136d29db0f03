import type { Checked } from '../../src/oracle/check/checked.js'
import { sqsLaws } from './laws.js'
import { manyServersOnly } from './profiles.js'

/** What traces of SQS are held to. */
export const checked: Checked = { laws: sqsLaws, manyServersOnly }
