import type { Step } from '../result.js'
import { cliLines } from './cli-lines.js'
import type { Seen } from './seen.js'
import { isShortened, printedCalls } from './printed-call.js'
import { sdkCode } from './sdk-code.js'

/** A history as code: `sdk` for the AWS SDK for JavaScript v3, `cli` as lines for bash with the `aws` CLI and `jq`. */
export interface Code {
  readonly sdk: string
  readonly cli: string
}

const SHORTENED =
  'Something that was sent is too long for a report, and is shortened here; the command that judges the clause again sends it whole.'

export const codeOf = (history: readonly Step[], seen: Seen): Code => {
  if (history.length === 0) return { sdk: '', cli: '' }
  const calls = printedCalls(history, seen.service)
  const note = (mark: string): string => (isShortened(history) ? `${mark} ${SHORTENED}\n` : '')
  return { sdk: note('//') + sdkCode(calls, seen), cli: note('#') + cliLines(calls, seen) }
}
