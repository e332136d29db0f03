/** Members by which messages commonly say of which kind they are. */
const KINDS = ['type', 'eventType', 'event_type', 'event', 'kind', 'detail-type', '$type']
const LONGEST_KIND = 60

/** Of which kind a message is, by what it says itself. */
export const kindOf = (json: unknown): string | undefined => {
  if (typeof json !== 'object' || json === null) return undefined
  for (const name of KINDS) {
    const kind = (json as Readonly<Record<string, unknown>>)[name]
    if (typeof kind === 'string' && kind.length <= LONGEST_KIND) return kind
  }
  return undefined
}
