import { Refusal } from '../../src/suite/index.js'

/**
 * Waits for a call that the documentation lets be accepted or refused: gives its output, or nothing where it was refused with a
 * client's error. Whatever else comes of it (a 5xx, a broken answer, silence) is thrown, and diverges.
 */
export const unlessRefused = async <Output>(call: Promise<Output>): Promise<Output | undefined> => {
  try {
    return await call
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
