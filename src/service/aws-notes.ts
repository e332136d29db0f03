/**
 * What a run on AWS itself must know of a service: it costs money, meets quotas, and may reach people. `specs/<area>/aws.ts` has it.
 * Prices are list prices of us-east-1 without any free tier, for an estimate and no more.
 */
export interface AwsNotes {
  /** Requests a second that a run makes at most, by operation; `*` for any other. Below the quotas, since an account is shared. */
  readonly perSecond: Readonly<Record<string, number>>
  /** US dollars for a million requests, by operation; `*` for any other. */
  readonly dollarsPerMillion: Readonly<Record<string, number>>
  /** US dollars for each call that makes something which is billed while it is there, by operation. */
  readonly dollarsEach: Readonly<Record<string, number>>
  /** Why a call is not made on AWS: it reaches people, changes the whole account, or costs much. Nothing, where it may be made. */
  withheld(operation: string, input: object): string | undefined
  /** The input of a call that makes something, with a tag more on what it makes; as it was, where that cannot be tagged. */
  tagged(operation: string, input: object, tag: Tag): object
}

export interface Tag {
  readonly key: string
  readonly value: string
}
