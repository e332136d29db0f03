import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols'
import { CborShapeDeserializer, CborShapeSerializer, tag } from '@smithy/core/cbor'
import { NormalizedSchema } from '@smithy/core/schema'

export const CBOR_TYPE = 'application/x-amz-cbor-1.1'
/** RFC 8949's tag for a time, around which Kinesis counts milliseconds and not seconds. */
const TIME = 1

type Schema = Parameters<CborShapeSerializer['serialize']>[0]

class Serializer extends CborShapeSerializer {
  override serialize(schema: Schema, value: unknown): unknown {
    const isTime = value instanceof Date && NormalizedSchema.of(schema).isTimestampSchema()
    return isTime ? tag({ tag: TIME, value: value.getTime() }) : (super.serialize(schema, value) as unknown)
  }
}

class Deserializer extends CborShapeDeserializer {
  override readValue(schema: Schema, value: unknown): unknown {
    if (!NormalizedSchema.of(schema).isTimestampSchema()) return super.readValue(schema, value) as unknown
    const time = typeof value === 'object' && value !== null && 'value' in value ? value.value : value
    return typeof time === 'number' ? new Date(time) : time
  }

  /** How members of errors are read, which were read as a whole before. */
  readObject(schema: Schema, value: unknown): unknown {
    return this.readValue(schema, value)
  }
}

const codec = { setSerdeContext: () => {}, createSerializer: () => new Serializer(), createDeserializer: () => new Deserializer() }

/** AWS JSON 1.1 with CBOR in the place of JSON, as the SDK for Java speaks with Kinesis and the one for JavaScript cannot. */
export class CborProtocol extends AwsJson1_1Protocol {
  constructor(settings: ConstructorParameters<typeof AwsJson1_1Protocol>[0]) {
    super({ ...settings, jsonCodec: codec as never })
  }

  override async serializeRequest(
    ...given: Parameters<AwsJson1_1Protocol['serializeRequest']>
  ): ReturnType<AwsJson1_1Protocol['serializeRequest']> {
    const request = await super.serializeRequest(...given)
    request.headers['content-type'] = CBOR_TYPE
    return request
  }
}
