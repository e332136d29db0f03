const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** What XML 1.0 cannot hold even when escaped (control characters, lone surrogates, two non-characters), and what makes a text look other than it is: C1 controls, and marks that turn the direction of writing. */
const UNSPEAKABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** A text that is safe in the text and in the quoted attributes of HTML and XML, whatever was in it. */
export const escape = (text: string): string =>
  text.replace(UNSPEAKABLE, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)

/** A text that does nothing to a terminal but stand there: what a target sent may hold escape sequences. They are written as JavaScript writes them: `\u001b`. */
export const printable = (text: string): string =>
  text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\r': '\\r' }
