import type { Check } from './check.js'

/** Implementations that reports are written about. A clause that knows one of them is no longer about AWS. */
const TARGETS = [
  'elasticmq',
  'moto',
  'moto_server',
  'localstack',
  'ministack',
  'fauxqs',
  'goaws',
  'floci',
  'kinesalite',
  'kinesis-mock',
  'yopa',
  'smoothmq',
]
const NAMED = new RegExp(`(?<![a-z0-9-])(?:${TARGETS.join('|')})(?![a-z0-9])`, 'i')

/** The note of a ledger's line, which may tell who saw AWS answer. */
const NOTE = /"note":"(?:[^"\\]|\\.)*"/

export const noTargetIsNamed: Check = {
  name: 'no-target-is-named',
  demands: 'nothing below specs/ names an implementation, but for a note on where an answer of AWS was seen',
  breaches: ({ texts }) =>
    [...texts].flatMap(([path, text]) =>
      text.split('\n').flatMap((line, index) => {
        const name = NAMED.exec(line.replace(NOTE, ''))?.[0]
        return name === undefined ? [] : [`${path}:${index + 1} names ${name}: say what AWS does instead`]
      }),
    ),
}
