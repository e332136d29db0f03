import type { Checked } from '../../src/oracle/check/checked.js'
import { judged } from './oracle/oracle.js'
import { sqsLaws } from './laws.js'
import { manyServersOnly } from './profiles.js'

/** What traces of SQS are held to. */
export const checked: Checked = { judged, laws: sqsLaws, manyServersOnly }
