const PUNCTUATED = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]*$/

/** Letters, digits and ASCII punctuation: what ids of message groups, of deduplication and of receive attempts are made of. */
export const isPunctuated = (text: string): boolean => PUNCTUATED.test(text)

const NAME = /^[A-Za-z0-9_-]*$/

/** 1 to `length` letters, digits, hyphens and underscores: what names of queues and topics, labels and ids of batch entries are made of. */
export const isName = (text: string, length: number): boolean => text.length >= 1 && text.length <= length && NAME.test(text)

const TAG = /^[\p{L}\p{N}\p{Z}\s_.:/=+\-@]*$/u

/** What keys and values of tags may hold: letters, digits and white space of any script, and `_.:/=+-@`. */
export const isTagText = (text: string): boolean => TAG.test(text)

/** Keys and values of tags that only AWS gives. */
export const isReservedTag = (text: string): boolean => /^aws:/i.test(text)

const FOREIGN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
/** Finds nothing in nearly all texts, at a third of the cost. */
const PERHAPS_FOREIGN = /[^\t\n\r\u0020-\uD7FF]/

/** The first character that XML 1.0 cannot hold, if there is one. */
export const foreignToXml = (text: string): string | undefined => (PERHAPS_FOREIGN.test(text) ? FOREIGN.exec(text)?.[0] : undefined)
