import { expect } from 'vitest'
import type { ExpectStatic } from 'vitest'
import type { ClauseId } from '../../reference/core/reading.js'
import type { LedgerLine } from '../ledger/line.js'
import { findLine } from '../ledger/read-ledger.js'
import { addressOf } from '../targets/address.js'
import { BrokenOff } from '../targets/target.js'
import type { Scope, ScopeClock, Target } from '../targets/target.js'
import { answerOf, readError } from './answer.js'
import type { Answer } from './answer.js'
import type { Protocol, ServiceBinding } from './binding.js'
import { CallLog, Calls, type From, MOST_CALLS } from './calls.js'
import type { Clients, Spoken } from './clients.js'
import { Door } from './door.js'
import { Patience } from './patience.js'
import { profileOf, LATENESS } from './profiles.js'
import type { Profile, ProfileName } from './profiles.js'
import { errorsFor, expectRefusal } from './refused.js'
import type { ErrorName } from './refused.js'
import { type Missing, spokenOf } from './protocol.js'
import { saysUnknown } from './refusal.js'
import type { Refusal } from './refusal.js'
import { signingOf } from './signing.js'
import { CaseTime } from './time.js'
import type { Time } from './time.js'
import { Divergence, Undecided, Unsupported } from './verdicts.js'

/** A request to the raw door. */
export interface RawRequest {
  /** `POST` unless given. */
  readonly method?: string
  /** `/` unless given; with its query string. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is. */
  readonly body?: string | Uint8Array
  /** Whether it goes without a signature: as a link that somebody opens. */
  readonly isUnsigned?: boolean
  /** The operation that it asks for, if the service has it: that the target does not is unsupported. */
  readonly operation?: string
}

/** What a clause's check is given: a place of its own on the target, and the words to say what it sees there. */
export interface Case {
  readonly time: Time
  readonly profile: Profile
  /** vitest's `expect`. Give every assertion its claim: `expect(seen, 'the body that came back').toBe(sent)`. */
  readonly expect: ExpectStatic
  /** The protocol of this case: the value of the axis `protocol`, or the first of the service's that the target speaks. */
  readonly protocol: Protocol
  readonly region: string
  /** Where the service is called: `http://localhost:4566`. */
  readonly endpoint: string
  /** The account the case runs in, where the target lets it be chosen (the reference does). */
  readonly account: string | undefined
  /**
   * Waits for the call to be refused: with a status in the 400s and the error that the clause's ledger line names, or any
   * client error where the line names none or infers it.
   *
   * @param error the id of another line, whose error it is; or what of the line's own error is asked for: `anyClientError` asks for no name
   * @throws TypeError where a name is asked for that no source fixes: one that the line does not name, or infers
   *
   * A success, a 5xx, a broken answer and silence all diverge. So does another error, but the case goes on: what the refused call did all the same shows later.
   */
  refused(call: Promise<unknown>, error?: ClauseId | ErrorName): Promise<Refusal>
  /** Asserts, and lets the case go on where that fails, so that its other claims have their say: what failed is told in the end. */
  tell(assertion: () => void): void
  /** Whether the target is so near that as many requests cost next to nothing: what only very many of anything show, is looked at only there. */
  affords(requests: number): boolean
  /** The case cannot decide; it is drawn again. */
  undecided(reason: string): never
  /** The target diverges, where no assertion of vitest says it well. */
  diverges(message: string, allowed: string, seen: string): never
  /** Whether the target speaks the protocol. */
  speaks(protocol: Protocol): boolean
  /** Leaves off, as unsupported, where the target does not speak the protocol. For raw requests in one that the case may not be on. */
  needs(protocol: Protocol): void
  /** Leaves off, as unsupported: the target has not, and says so, what the clause needs and the service may want somebody else to give (credentials, a key). */
  lacks(what: string): never
  /** Calls the service by the SDK, recorded. Benches give it typed names. */
  call(operation: string, input: object): Promise<object>
  /**
   * Sends a request without the SDK, and gives the answer whatever its status is. Unless `authorization` is given it is signed
   * as the SDK signs.
   */
  http(request: RawRequest): Promise<Answer>
  /** The raw answer behind an output of the SDK, or behind a refusal. */
  answer(output: object): Answer
  /** Lets `time` place a part of an output (a message) where it places the output. */
  stampLike(part: object, output: object): void
  /**
   * A name that is the case's own on a shared target.
   *
   * @param rest what it ends with, as it stands: `.fifo`, `-orders`
   * @param length how many characters it has at least; filled up before `rest`
   */
  name(rest?: string, length?: number): string
  /**
   * The same case, calling another service; or from another region, or from a second account, of which `account` tells the id. A clause that
   * wants a second account says so by `accounts: 2`.
   */
  on(binding: ServiceBinding, from?: { readonly region?: string; readonly isSecond?: boolean }): Promise<Case>
  /** Opens a subscriber over HTTP, for a clause that says `door: true`. It answers 200 unless told otherwise. */
  door(): Promise<Door>
  /** Runs when the case is over, whatever became of it; failures are ignored. For what a raw request made. */
  cleanup(undo: () => Promise<unknown>): void
}

/** What a case is run with. */
export interface CaseSetting {
  readonly binding: ServiceBinding
  readonly target: Target
  readonly clients: Clients
  readonly profile: ProfileName
  readonly line: LedgerLine
  /** What the SDK speaks to it. */
  readonly protocol: Protocol
  readonly missing: Missing
  /** Whether it goes before the cases that wait to begin. */
  readonly isUrgent: boolean
  /** How many accounts the case deals with; 1 unless given. */
  readonly accounts?: number
  /** Once it is aborted the case does not wait for anything any more, and decides nothing. */
  readonly abandoned?: AbortSignal
  /** What is spoken to other services. */
  others(binding: ServiceBinding): Promise<Spoken>
}

/** A case that is running: what the check sees of it, and what the engine keeps. */
export interface RunningCase {
  readonly case: Case
  readonly log: CallLog
  readonly freedoms: ReadonlySet<ClauseId>
  /** What was found to be wrong without ending the case. */
  readonly told: readonly Error[]
  close(): Promise<void>
}

/** What a case may ask of a target over the wire without being thought twice about. */
const FEW_CALLS = 100

export const openCase = async ({
  binding,
  target,
  clients,
  missing,
  profile,
  line,
  protocol,
  isUrgent,
  accounts = 1,
  abandoned,
  others,
}: CaseSetting): Promise<RunningCase> => {
  const whole = await target.open(isUrgent, accounts)
  const opened: Scope = abandoned === undefined ? whole : { ...whole, clock: abandonable(whole.clock, abandoned) }
  const scope: Scope = target.manners === undefined ? opened : { ...opened, mayTag: !/tag/i.test(line.id) }
  const time = new CaseTime(scope.clock, target.slack)
  const freedoms = new Set<ClauseId>()
  const lateness = target.isVirtual && profile === 'single-node' ? 0 : LATENESS[profile]
  const log = new CallLog(scope, time)
  const told: Error[] = []
  let names = 0
  const caseOn = (binding: ServiceBinding, { clients, missing }: Spoken, protocol: Protocol, from: From): Case => {
    const granted = profileOf(profile, lateness, binding.manyServersOnly, (id) => freedoms.add(id))
    const patience = new Patience(
      binding.troubles,
      (freedom) => granted.tolerates(freedom),
      (ms) => scope.clock.sleep(ms),
    )
    const calls = new Calls(binding, scope, clients, log, patience, from)
    const region = from.region ?? scope.region
    const account = from.account ?? scope.account
    const signing = signingOf(binding.id, target, { clock: scope.clock, region, account })
    return {
      time,
      profile: granted,
      expect,
      protocol,
      region,
      endpoint: addressOf(target, binding.id, region),
      account,
      refused: (call, error) =>
        expectRefusal(
          call,
          () => errorsFor(line, error, findLine),
          (misnamed) => told.push(misnamed),
          (answer) => log.operationBehind(answer),
        ),
      tell(assertion) {
        try {
          assertion()
        } catch (error) {
          told.push(error instanceof Error ? error : new Error(String(error)))
        }
      },
      affords: (requests) => requests <= (target.isVirtual ? MOST_CALLS : FEW_CALLS),
      undecided(reason) {
        throw new Undecided(reason)
      },
      diverges(message, allowed, seen) {
        throw new Divergence(message, allowed, seen)
      },
      speaks: (wanted) => missing[wanted] === undefined,
      needs(wanted) {
        const why = missing[wanted]
        if (why !== undefined) throw new Unsupported(why)
      },
      lacks(what) {
        throw new Unsupported(what)
      },
      call: (operation, input) => calls.call(operation, input, protocol),
      http: async ({ method = 'POST', path = '/', headers = {}, body = '', isUnsigned = false, operation }) => {
        const answer = answerOf(
          await calls.http(
            { method, path, headers: lowerCased(headers), body },
            isUnsigned ? (request) => Promise.resolve(request) : signing,
          ),
        )
        const error = readError(answer)
        if (operation !== undefined && answer.status >= 400 && saysUnknown(answer.status, error, answer.text)) {
          throw new Unsupported(`the target does not have ${operation}: ${error?.message || answer.status}`)
        }
        return answer
      },
      answer: (output) => log.answerBehind(output),
      stampLike: (part, output) => time.stampLike(part, output),
      name: (rest = '', length = 0) => {
        const start = `${scope.prefix}${(names++).toString(36)}`
        return start.padEnd(length - rest.length, 'x') + rest
      },
      async door() {
        if (target.openDoor === undefined) throw new Unsupported('the target cannot reach a subscriber over HTTP')
        const door = new Door(scope.clock)
        const opened = await target.openDoor(scope, (request) => door.answer(request))
        log.undoLater(() => opened.close())
        return door.at(opened)
      },
      cleanup: (undo) => log.undoLater(undo),
      on: async (other, { region: there, isSecond = false } = {}) => {
        if (isSecond && scope.second === undefined) throw new Unsupported('the target is called from one account only')
        const spoken = other === binding ? { clients, missing } : await others(other)
        const first = spokenOf(other.protocols, spoken.missing)
        if (first === undefined) throw new Unsupported(Object.values(spoken.missing)[0] ?? `the target does not have ${other.id}`)
        return caseOn(other, spoken, other === binding ? protocol : first, {
          region: there ?? from.region,
          account: isSecond ? scope.second : from.account,
        })
      },
    }
  }
  return {
    case: caseOn(binding, { clients, missing }, protocol, {}),
    log,
    freedoms,
    told,
    async close() {
      await log.undoAll()
      await scope.close()
    },
  }
}

/** A clock on which nobody waits any more once the signal is given. */
const abandonable = (clock: ScopeClock, abandoned: AbortSignal): ScopeClock => ({
  now: () => clock.now(),
  sleep: async (ms, enough) => {
    await clock.sleep(ms, enough === undefined ? abandoned : AbortSignal.any([enough, abandoned]))
    if (abandoned.aborted) throw new BrokenOff('the case was given up')
  },
  ...(clock.stoodStill === undefined ? {} : { stoodStill: (since) => clock.stoodStill!(since) }),
})

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
