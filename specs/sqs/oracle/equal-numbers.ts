import type { MessageAttributeValue } from '@aws-sdk/client-sqs'

type Attributes = Readonly<Record<string, MessageAttributeValue>>

/** A number without needless zeros, which the service may remove: `007.50` is `7.5`. */
const trimmed = (text: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent = ''] = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?([eE].*)?$/.exec(text) ?? [
    undefined,
    '',
    text,
  ]
  return `${sign}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}${exponent}`
}

/** Whether two values of a message attribute of that type say the same. */
export const sameText = (type: unknown, a: unknown, b: unknown): boolean =>
  a === b ||
  (typeof type === 'string' && type.startsWith('Number') && typeof a === 'string' && typeof b === 'string' && trimmed(a) === trimmed(b))

/** Whether a service may have removed zeros from one of these; whether the digest is then made of what was sent or of what is left is not documented. */
export const mayBeTrimmed = (attributes: unknown): boolean =>
  Object.values((attributes ?? {}) as Attributes).some(
    ({ DataType, StringValue }) =>
      DataType?.startsWith('Number') === true && StringValue !== undefined && trimmed(StringValue) !== StringValue,
  )
