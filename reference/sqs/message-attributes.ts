import type { MessageAttributeValue, MessageSystemAttributeValue } from '@aws-sdk/client-sqs'
import { foreignToXml } from '../aws/text.js'
import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { invalidParameter, unsupportedOperation } from './errors.js'
import { ATTRIBUTE_NAME_LENGTH, ATTRIBUTE_TYPE_LENGTH, MESSAGE_ATTRIBUTES, NUMBER_DIGITS, NUMBER_EXPONENT } from './limits.js'

export type Attributes = Readonly<Record<string, MessageAttributeValue>>
export type SystemAttributes = Readonly<Record<string, MessageSystemAttributeValue>>

/**
 * Message attributes as a producer may give them. Names that differ in case are different names, and a custom suffix
 * of a data type is kept as it is.
 *
 * @clause sqs.mattr.name-case-sensitive
 * @clause sqs.mattr.custom-suffix-uninterpreted
 */
export function checkAttributes(attributes: Attributes, x: Rules): void {
  const names = Object.keys(attributes)
  x.orFail('sqs.mattr.max-10', known(names.length <= MESSAGE_ATTRIBUTES), () =>
    invalidParameter(`Number of message attributes [${names.length}] exceeds the allowed maximum [${MESSAGE_ATTRIBUTES}].`),
  )
  for (const name of names) {
    checkName(name, x)
    checkValue(name, attributes[name]!, x)
  }
}

function checkName(name: string, x: Rules): void {
  x.orFail('sqs.mattr.value-nonempty', known(name !== ''), () => invalidParameter('The message attribute name must not be empty.'))
  x.orFail('sqs.mattr.name-max-256', known(name.length <= ATTRIBUTE_NAME_LENGTH), () =>
    invalidParameter(`Message (user) attribute name can not be longer than ${ATTRIBUTE_NAME_LENGTH} characters.`),
  )
  x.orFail('sqs.mattr.name-charset', known(/^[\w.-]*$/.test(name)), () =>
    invalidParameter(
      `Invalid non-alphanumeric character was found in the message attribute name '${name}'. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    ),
  )
  x.orFail('sqs.mattr.name-periods', known(!/^\.|\.$|\.\./.test(name)), () =>
    invalidParameter(`Invalid message (user) attribute name '${name}'. It must not start or end with a dot, nor have successive dots.`),
  )
  x.orFail('sqs.mattr.name-reserved', known(!/^(aws|amazon)\./i.test(name)), () =>
    invalidParameter(
      `Invalid message (user) attribute name '${name}'. Message (user) attribute name cannot start with AWS-reserved prefixes AWS. or Amazon.`,
    ),
  )
}

function checkValue(name: string, value: MessageAttributeValue, x: Rules): void {
  x.orFail('sqs.mattr.list-values-unsupported', known(value.StringListValues === undefined && value.BinaryListValues === undefined), () =>
    unsupportedOperation('Message attribute list values in SendMessage operation are not supported.'),
  )
  const type = value.DataType ?? ''
  x.orFail('sqs.mattr.datatype-required', known(type !== ''), () =>
    invalidParameter(`The message attribute '${name}' must contain non-empty message attribute type.`),
  )
  const invalidType = () =>
    invalidParameter(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    )
  const [base = ''] = type.split('.')
  x.orFail('sqs.mattr.type-max-256', known(type.length <= ATTRIBUTE_TYPE_LENGTH), () =>
    invalidParameter(`Message (user) attribute type of '${name}' can not be longer than ${ATTRIBUTE_TYPE_LENGTH} characters.`),
  )
  x.orFail('sqs.mattr.type-case-sensitive', known(TYPES.has(base) || !TYPES.has(capitalised(base))), invalidType)
  x.orFail('sqs.mattr.types', known(TYPES.has(base)), invalidType)
  const empty = () =>
    invalidParameter(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${base === 'Binary' ? 'Binary' : 'String'}'.`,
    )
  if (base === 'Binary') {
    x.orFail('sqs.mattr.value-nonempty', known((value.BinaryValue?.length ?? 0) > 0 && value.StringValue === undefined), empty)
    return
  }
  const id = base === 'Number' ? 'sqs.mattr.number-uses-stringvalue' : 'sqs.mattr.value-nonempty'
  x.orFail(id, known((value.StringValue ?? '') !== '' && value.BinaryValue === undefined), empty)
  const text = value.StringValue!
  const bad = invalidCharacter(text)
  x.orFail('sqs.mattr.string-charset', known(bad === undefined), () =>
    invalidParameter(
      `Invalid binary character '${bad}' was found in the message attribute '${name}' value, the set of allowed characters is ${ALLOWED}`,
    ),
  )
  if (base === 'Number') checkNumber(name, text, x)
}

const TYPES: ReadonlySet<string> = new Set(['String', 'Number', 'Binary'])
const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()

function checkNumber(name: string, text: string, x: Rules): void {
  const wrong = () => invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`)
  const parts = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text)
  const [, whole = '', fraction = '', exponent = '0'] = parts ?? []
  x.orFail('sqs.mattr.number-validated', known(parts !== null && whole + fraction !== ''), wrong)
  const digits = (whole + fraction).replace(/^0+/, '').replace(/0+$/, '')
  const leading = (whole + fraction).search(/[1-9]/)
  const magnitude = leading < 0 ? 0 : whole.length - 1 - leading + Number(exponent)
  const isMost = magnitude === NUMBER_EXPONENT.max && digits === '1'
  const fits = digits.length <= NUMBER_DIGITS && magnitude >= NUMBER_EXPONENT.min && (magnitude < NUMBER_EXPONENT.max || isMost)
  x.orFail('sqs.mattr.number-range', known(fits), wrong)
}

/** @clause sqs.send.chars.allowed-set */
export const ALLOWED = '#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]'

/** The first character that a body or a string value may not have, as `#x1F`. */
export function invalidCharacter(text: string): string | undefined {
  const found = foreignToXml(text)
  return found === undefined ? undefined : `#x${found.codePointAt(0)!.toString(16).toUpperCase()}`
}

/** The one attribute that producers may send beside their own is AWSTraceHeader, a string. */
export function checkSystemAttributes(attributes: SystemAttributes, x: Rules): void {
  for (const [name, value] of Object.entries(attributes)) {
    x.orFail('sqs.sysattr.trace-only', known(name === 'AWSTraceHeader'), () =>
      invalidParameter(`Message system attribute name '${name}' is invalid.`),
    )
    x.orFail('sqs.sysattr.trace-type-string', known(value.DataType === 'String' && (value.StringValue ?? '') !== ''), () =>
      invalidParameter(`The message system attribute '${name}' must be of type String and have a non-empty value.`),
    )
  }
}

/**
 * The attributes that a receive asked for: by name, all of them (`All`, `.*`, `*`), or by prefix (`foo.*`). Names that select nothing are ignored.
 *
 * @clause sqs.mattr.filter.all
 * @clause sqs.mattr.filter.star
 * @clause sqs.mattr.filter.exact
 * @clause sqs.mattr.filter.prefix
 * @clause sqs.mattr.filter.illegal-names-ignored
 * @clause sqs.mattr.filter.only-unknown
 * @clause sqs.mattr.binary-roundtrip
 */
export function selected(attributes: Attributes, filter: readonly string[]): Attributes | undefined {
  const names = Object.keys(attributes).filter((name) => filter.some((wanted) => selects(wanted, name)))
  if (names.length === 0) return undefined
  return Object.fromEntries(names.map((name) => [name, attributes[name]!]))
}
const selects = (wanted: string, name: string): boolean =>
  wanted === 'All' || wanted === '*' || wanted === name || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2)))
