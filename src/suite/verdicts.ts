/** The case could not decide: an answer cannot surely be placed before or after a timer. It is drawn again. */
export class Undecided extends Error {
  override readonly name = 'Undecided'
}

/** The target says that it does not have what the case needs. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported'
}

/** The target did what the documentation excludes. An assertion that fails says the same in vitest's words. */
export class Divergence extends Error {
  override readonly name = 'Divergence'
  /**
   * @param message one sentence: what is wrong
   * @param allowed what the documentation allows here
   * @param seen what came instead
   */
  constructor(
    message: string,
    readonly allowed: string,
    readonly seen: string,
  ) {
    super(message)
  }
}
