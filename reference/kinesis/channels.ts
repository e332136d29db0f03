import type { Change, Stream } from './state.js'

export class Channel {
  change: Change | undefined
  policy: string | undefined
  readonly tags = new Map<string, string>()
  constructor(
    readonly name: string,
    readonly arn: string,
    readonly stream: Stream,
  ) {}
  get what(): string {
    return `channel ${this.name}`
  }
}
