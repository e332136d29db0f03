import type * as sdk from '@aws-sdk/client-kinesis'
import type { Api } from '../../src/suite/index.js'

export type KinesisApi = Api<typeof sdk>
