import type { Check } from './check.js'

/** Implementations that reports are written about. A clause that knows one of them is no longer about AWS. */
const TARGETS = [
  'elasticmq', 'moto', 'moto_server', 'localstack', 'ministack', 'fauxqs', 'goaws', 'floci', 'kinesalite', 'kinesis-mock', 'yopa', 'smoothmq',
]
const NAMED = new RegExp(`(?<![a-z0-9-])(?:${TARGETS.join('|')})(?![a-z0-9])`, 'i')

export const noTargetIsNamed: Check = {
  name: 'no-target-is-named',
  demands: 'nothing below specs/ names an implementation',
  breaches: ({ texts }) =>
    [...texts].flatMap(([path, text]) =>
      text.split('\n').flatMap((line, index) => {
        const name = NAMED.exec(line)?.[0]
        return name === undefined ? [] : [`${path}:${index + 1} names ${name}: say what AWS does instead`]
      }),
    ),
}
