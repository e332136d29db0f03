/** Where a history was seen, for code that makes it again. */
export interface Seen {
  /** Whose clause it is: `sqs`. */
  readonly service: string
  readonly region: string
  /** Without one, the reader's own. */
  readonly endpoint?: string | undefined
  /** Addresses of single services, where they have their own. */
  readonly endpoints?: Readonly<Record<string, string>> | undefined
}

/** Where emulators answer that nobody gave an address. */
export const DEFAULT_ENDPOINT = 'http://localhost:4566'
