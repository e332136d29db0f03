import type { MessageAttributeValue } from '@aws-sdk/client-sns'
import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { invalidValue } from './errors.js'
import { ATTRIBUTE_NAME_LENGTH, DATA_TYPE_LENGTH } from './limits.js'
import type { Attributes } from './state.js'

/**
 * The attributes of a message: a name, a type with or without a label (`Number.java.lang.Long`), and a value in the field of that type.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 * @clause sns.msgattr.name-case-sensitive-unique
 * @clause sns.msgattr.datatype-required
 */
export function checkAttributes(attributes: Attributes, x: Rules): void {
  for (const [name, value] of Object.entries(attributes)) {
    checkName(name, x)
    checkValue(name, value, x)
  }
}

/** Names that SNS gives a meaning to. */
const RESERVED = /^(AWS|Amazon)\./i
const OWN = /^AWS\.(SNS|MM)\./

function checkName(name: string, x: Rules): void {
  x.orFail('sns.msgattr.name-length-256', known(Buffer.byteLength(name) <= ATTRIBUTE_NAME_LENGTH), () =>
    invalidValue(`Length of message attribute name must be less than ${ATTRIBUTE_NAME_LENGTH} bytes.`),
  )
  const [odd] = /[^A-Za-z0-9_.-]/u.exec(name) ?? []
  x.orFail('sns.msgattr.name-charset', known(odd === undefined && name !== ''), () =>
    invalidValue(
      `Invalid non-alphanumeric character '#x${(odd?.codePointAt(0) ?? 0).toString(16).toUpperCase()}' was found in the message attribute name. ` +
        'Can only include alphanumeric characters, hyphens, underscores, or dots.',
    ),
  )
  x.orFail('sns.msgattr.name-dots', known(!name.startsWith('.')), () =>
    invalidValue("Invalid message attribute name starting with character '.' was found."),
  )
  x.orFail('sns.msgattr.name-dots', known(!name.endsWith('.')), () =>
    invalidValue("Invalid message attribute name ending with character '.' was found."),
  )
  x.orFail('sns.msgattr.name-dots', known(!name.includes('..')), () =>
    invalidValue("Message attribute name can not have successive '.' character."),
  )
  x.orFail('sns.msgattr.name-reserved-prefix', known(!RESERVED.test(name) || OWN.test(name)), () =>
    invalidValue("Invalid message attribute name starting with 'AWS.' or 'Amazon.' was found."),
  )
}

const TYPE = /^(String|Number|Binary)(\..+)?$/s

/** @clause sns.msgattr.custom-suffix-ok */
function checkValue(name: string, { DataType: type = '', StringValue: text, BinaryValue: bytes }: MessageAttributeValue, x: Rules): void {
  const [, kind] = TYPE.exec(type) ?? []
  x.orFail('sns.msgattr.types', known(kind !== undefined), () =>
    invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    ),
  )
  x.orFail('sns.msgattr.type-length-256', known(Buffer.byteLength(type) <= DATA_TYPE_LENGTH), () =>
    invalidValue(`Length of message attribute type must be less than ${DATA_TYPE_LENGTH} bytes.`),
  )
  const isBinary = kind === 'Binary'
  const [value, other, field] = isBinary ? [bytes, text, 'Binary'] : [text, bytes, 'String']
  x.orFail('sns.msgattr.value-field-must-match-type', known(other === undefined || other.length === 0), () =>
    invalidValue(`The message attribute '${name}' with type '${type}' must use field '${field}'.`),
  )
  x.orFail(
    isBinary ? 'sns.msgattr.empty-binary-value' : 'sns.msgattr.empty-string-value',
    known(value !== undefined && value.length > 0),
    () =>
      invalidValue(`The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`),
  )
  if (kind === 'Number') {
    x.orFail('sns.msgattr.number-validated', known(/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text!)), () =>
      invalidValue(`Could not cast message attribute '${name}' value to number.`),
    )
  }
}
