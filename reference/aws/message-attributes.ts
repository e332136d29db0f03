/** A message attribute of SQS or SNS. */
export interface MessageAttribute {
  readonly DataType?: string | undefined
  readonly StringValue?: string | undefined
  readonly BinaryValue?: Uint8Array | undefined
}

/** Bytes of all message attributes: names, data types and values. All of them count towards the size of a message. */
export function sizeOfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): number {
  let size = 0
  for (const [name, { DataType = '', StringValue, BinaryValue }] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType) + (BinaryValue?.length ?? Buffer.byteLength(StringValue ?? ''))
  }
  return size
}
