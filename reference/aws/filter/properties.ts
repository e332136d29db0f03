import type { Properties } from './match.js'

export interface Attribute {
  readonly DataType?: string | undefined
  readonly StringValue?: string | undefined
}

/**
 * The message attributes as filters see them, or `undefined` where one of them cannot be read: then no filter accepts the message. Only `String`,
 * `String.Array` and `Number` are looked at. A String is read as what stands between the quotes of a JSON string, so that a double quote in it must
 * be escaped; this holds for attributes that no policy names, too.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 * @clause sns.filter.attr.types-considered
 * @clause sns.filter.attr.string-exact
 * @clause sns.filter.attr.string-array-any
 * @clause sns.filter.attr.numeric-needs-number-type
 * @clause sns.filter.attr.double-escape
 * @clause sns.filter.attr.invalid-array-json-rejected
 */
export function attributeProperties(attributes: Readonly<Record<string, Attribute>>): Properties | undefined {
  const properties: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, { DataType: type, StringValue: text = '' }] of Object.entries(attributes)) {
    const read =
      type === 'String'
        ? readText
        : type === 'String.Array' || type === 'Number.Array'
          ? parseJson
          : type === 'Number'
            ? readNumber
            : undefined
    if (read === undefined) continue
    const value = read(text)
    if (value === undefined) return undefined
    properties[name] = value
  }
  return properties
}

/** A line break and the like are read as they are. */
const readText = (text: string): unknown => {
  if (!text.includes('"') && !text.includes('\\')) return text
  return parseJson(`"${text.replace(/[\0-\x1f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`)
}

const readNumber = (text: string): unknown => {
  const value = text.trim() === '' ? NaN : Number(text)
  return Number.isFinite(value) ? value : undefined
}

/**
 * The message body as filters see it, or `undefined` where it is no JSON object: then no filter accepts the message.
 *
 * @clause sns.filter.body.scope
 * @clause sns.filter.body.raw-independent
 * @clause sns.filter.body.non-json-rejected
 */
export function bodyProperties(body: string): Properties | undefined {
  const value = parseJson(body)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Properties) : undefined
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
