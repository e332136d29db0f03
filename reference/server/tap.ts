import type { Asked } from '../wire/protocols/protocol.js'
import type { Answer, Incoming } from '../wire/request.js'
import type { Scope } from '../wire/scope.js'

/** Follows one request. What cannot be read as a request of a service is never `asked`. */
export interface Watcher {
  asked(asked: Asked, scope: Scope): void
  answered(answer: Answer): void
  /** The client went away while the request waited. */
  left(): void
}

/** Told of what goes through a server, as it was read and before it is written: for who writes a trace, without a proxy in between. */
export interface Tap {
  begin(request: Incoming): Watcher
}
