import type { MessageAttributeValue } from '@aws-sdk/client-sqs'

export type Attributes = Record<string, MessageAttributeValue>

export const string = (StringValue: string, DataType = 'String'): MessageAttributeValue => ({ DataType, StringValue })
export const binary = (BinaryValue: Uint8Array, DataType = 'Binary'): MessageAttributeValue => ({ DataType, BinaryValue })

/** Attributes by what the documentation knows of their values: the lists are reserved, and may be there and empty. */
export const plain = (attributes: Attributes | undefined): Attributes =>
  Object.fromEntries(
    Object.entries(attributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { DataType, ...(BinaryValue ? { BinaryValue: Uint8Array.from(BinaryValue) } : { StringValue }) },
    ]),
  )
