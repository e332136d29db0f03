import type { Check } from './check.js'

const GRAMMAR = /^[a-z0-9]+(\.[a-z0-9]+(-[a-z0-9]+)*)+$/
const CITATION = /^https:\/\/(?:docs\.)?aws\.amazon\.com\/\S+ — \S.*$/

export const wellFormed: Check = {
  name: 'well-formed',
  demands: 'every line has its fields, in their order, with words of the closed vocabularies',
  breaches: ({ service, faults }) => faults.map(({ line, problem }) => `specs/${service}/ledger.jsonl:${line} ${problem}`),
}

export const idsAreUnique: Check = {
  name: 'ids-are-unique',
  demands: 'every id is lower-case words joined by dots and hyphens, opens with its service, and stands once',
  breaches({ prefixes, lines }) {
    const seen = new Set<string>()
    return lines.flatMap(({ id }) => {
      const problems: string[] = []
      if (!GRAMMAR.test(id)) problems.push(`${id} is not an id: write lower-case words, dots and hyphens`)
      if (!prefixes.some((prefix) => id.startsWith(`${prefix}.`))) problems.push(`${id} does not open with "${prefixes.join('." or "')}."`)
      if (seen.has(id)) problems.push(`${id} stands twice in the ledger`)
      seen.add(id)
      return problems
    })
  },
}

export const linesAreCited: Check = {
  name: 'lines-are-cited',
  demands: 'every line names a page of AWS and a section of it',
  breaches: ({ lines }) =>
    lines
      .filter(({ source }) => !CITATION.test(source))
      .map(({ id, source }) => `${id} cites "${source}": write "https://docs.aws.amazon.com/… — section"`),
}
