/** A message, as far as a payload document speaks of it. */
export interface Payload {
  readonly body: string
  /** What it says of itself beside the body. */
  readonly attributes?: Readonly<Record<string, string>>
}

/** What a message came to. */
export interface Checked {
  /** What the document calls such a message. */
  readonly name?: string
  /** What is wrong with it: `/amount must be integer`. */
  readonly problem?: string
}

/** What one document says. */
export interface PayloadDocument {
  /** Nothing where it does not speak of what goes through there. */
  check(payload: Payload, through: string): Checked | undefined
  /** What all messages together came to: what no message said that one should have. */
  end?(): Promise<readonly string[]>
}
