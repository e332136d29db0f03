/** A contract, or what it names, that cannot be read; the message names file and line. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
}
