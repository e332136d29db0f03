/** The wire protocols of AWS that the engine reads errors of. Which of them a service speaks is registered with the service. */
export type Protocol = 'json' | 'query' | 'cbor' | 'rest-json'

/** As they are called in what a person reads. */
export const PROTOCOL_NAMES: Readonly<Record<Protocol, string>> = {
  json: 'AWS JSON',
  query: 'Query',
  cbor: 'CBOR',
  'rest-json': 'REST JSON',
}

/** Protocols that a target does not speak, and how that was seen. */
export type Missing = Readonly<Partial<Record<Protocol, string>>>

/**
 * Over which protocol a target is asked whatever is not about one: the first of the service's that it speaks.
 *
 * @returns nothing where it speaks none of them
 */
export const spokenOf = (protocols: readonly Protocol[], missing: Missing): Protocol | undefined =>
  protocols.find((protocol) => missing[protocol] === undefined)
