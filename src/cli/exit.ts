/** How a command ends. */
export const EXIT = { conforms: 0, diverges: 1, couldNotRun: 2, interrupted: 130, terminated: 143 } as const
export type Exit = (typeof EXIT)[keyof typeof EXIT]

/** What was asked cannot be done; the message says what to do instead. Ends the command with `EXIT.couldNotRun`. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
