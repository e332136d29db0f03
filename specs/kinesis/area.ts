import type { Area } from '../../src/service/area.js'

export const area: Area = {
  id: 'kinesis',
  title: 'Amazon Kinesis Data Streams',
  prefixes: ['kinesis'],
  isWhole: false,
}
