import { freedoms, LEVELS } from '../../reference/index.js'
import type { Terminal } from './terminal.js'

const percent = (chance: number): string => `${(chance * 100).toFixed(1).replace(/\.0$/, '')} %`.padStart(6)

/** What `--adversity help` prints: every freedom, and how often the levels use it. */
export const adversityHelp = ({ colours }: Pick<Terminal, 'colours'>): string =>
  [
    `--adversity takes ${LEVELS.join(', ')}, or freedoms by their ids, separated by commas:`,
    '',
    '  --adversity hostile                                    all of them',
    '  --adversity hostile,-sqs.receive.order-best-effort     all but one',
    '  --adversity sqs.receive.short-poll-samples-servers     one alone',
    '  --adversity aws-like,sqs.error.request-throttled=0.3   one more often: how likely, from 0 to 1',
    '',
    'How likely each freedom is used, each time it could be, under aws-like and hostile:',
    '',
    ...freedoms.flatMap(({ id, does, awsLike, hostile }) => [
      `  ${percent(awsLike)} ${percent(hostile)}  ${colours.bold(id)}`,
      `                  ${does}`,
    ]),
  ].join('\n')
