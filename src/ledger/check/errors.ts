import type { ClauseId } from '../../../reference/core/reading.js'
import type { Check } from './check.js'

/** Codes that no service gives: an oracle takes them only where it takes any. */
const OTHERS = ['ErrorOfNobody', 'AnotherErrorOfNobody']

/** What a line infers is a guess, and a guess accuses nobody: neither in the oracle's rules nor in its own sources. */
export const inferredCodesAreOpen: Check = {
  name: 'inferred-codes-are-open',
  demands: 'where a line infers its error, the oracle takes any client error, and names no code beside it',
  breaches({ lines, texts, takes }) {
    const inferred = lines.filter(({ error }) => error?.startsWith('inferred:'))
    const strict = takes === undefined ? [] : inferred.filter(({ id }) => !OTHERS.every((code) => takes(id as ClauseId, code)))
    const named = [...texts].filter(([path]) => /\/oracle\/[^/]+\.ts$/.test(path) && !/\.(test|fixture)\.ts$/.test(path))
    return [
      ...strict.map(({ id, error }) => `${id} says "${error}", and the oracle takes no other error: let it take any`),
      ...inferred.flatMap(({ id, error }) => {
        const codes = (error ?? '').match(/[A-Z]\w+/g) ?? []
        return named.flatMap(([path, text]) =>
          text
            .split('\n')
            .flatMap((line, at) =>
              line.includes(`'${id}'`) && codes.some((code) => line.includes(`'${code}'`))
                ? [`${path}:${at + 1} names a code beside ${id}, which only infers it`]
                : [],
            ),
        )
      }),
    ]
  },
}
