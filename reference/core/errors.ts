/**
 * An error as AWS answers it. `shape` is the error's name in the service's API description
 * (`QueueDoesNotExist`), or one of the names AWS uses without describing them (`InvalidParameterValueException`);
 * the wire turns it into status, legacy code and envelope.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  constructor(
    readonly shape: string,
    message: string,
  ) {
    super(message)
  }
}
