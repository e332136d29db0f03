import { register } from 'node:module'
import type { Output, Service, ServiceWorld } from '../../reference/core/service.js'
import { readAdversity } from '../../reference/core/adversity.js'
import { ServiceError } from '../../reference/core/errors.js'
import type { Site } from '../../reference/core/world.js'
import type { Reference } from '../../reference/index.js'
import { drawnPlan } from '../oracle/walk/shrink-walk.js'
import { loadWalks } from '../oracle/walk/load-walks.js'
import { plansOf } from '../oracle/walk/mass.js'
import { walkSimulated } from '../oracle/walk/simulated.js'
import type { Walked } from '../oracle/walk/walk.js'
import type { Walks } from '../oracle/walk/walks.js'
import type { Exchange } from '../oracle/exchange.js'
import type { ServiceBinding } from '../suite/binding.js'
import { clientsOn, makeClients } from '../suite/clients.js'
import type { Bench } from '../suite/bench.js'
import { judge } from '../suite/judge.js'
import { LATENESS, profileOf } from '../suite/profiles.js'
import { hash32 } from '../suite/hash.js'
import { collectClauses, type Registered } from '../suite/register.js'
import { importSpecs } from '../suite/specs.js'
import type { Verdict } from '../suite/result.js'
import { embeddedTarget } from '../targets/embedded.js'
import type { Target } from '../targets/target.js'
import { altered } from './altered.js'
import { judged, type Opinion, type Recorded } from './judging.js'
import { type ClauseTest, type IndexTest, nameOf, type Pool, type Seen, STEPS_OF_A_WALK, type WalkTest } from './tests.js'

register('./hook.js', import.meta.url)

/** What a service lends to be measured, from a graph of modules in which one mutant is on. */
interface Measured {
  readonly pools: Readonly<Record<Pool, Service>>
  isServedWell(seed: number): Promise<boolean>
}
interface Server {
  embed(
    services: readonly Service[],
    options: { readonly clock: 'virtual'; readonly seed: number; readonly onFault: () => void },
  ): Reference
}

/** No mutant, and every place that is passed is noted. */
export const NOTING = -1
export const PRISTINE = 0

const SEED = 1
/** The part of a walk that is not seen where it is cut. */
const CUT = 0.3

/** Where one mutant after the other is put to the test: the judges are those of the build, the judged come from the build with the mutants. */
export class Lab {
  readonly #targets = new Map<string, Target>()
  readonly #recorded = new Map<string, Recorded>()
  readonly #judged = new Map<string, { readonly recorded: Recorded; readonly opinion: Opinion }>()
  #served = 0
  #current: Target | undefined

  private constructor(
    private readonly tree: URL,
    private readonly service: string,
    readonly clauses: ReadonlyMap<string, Registered>,
    private readonly walks: Walks,
    private readonly binding: ServiceBinding,
    private bench: Bench,
  ) {}

  /** @param tree the folder of the build with the mutants */
  static async open(tree: URL, service: string): Promise<Lab> {
    const clauses = new Map<string, Registered>()
    for (const one of await collectClauses(() => importSpecs([service]))) clauses.set(one.clause.id, one)
    const { walks, binding } = await loadWalks(service)
    const lab: Lab = new Lab(tree, service, clauses, walks, binding, undefined as unknown as Bench)
    const target: Target = { ...embeddedTarget(SEED), open: () => lab.#current!.open() }
    // Which case diverged is all that matters: nothing is shrunk.
    const shrinks = { pass: () => Promise.reject(new Diverged()) }
    lab.bench = {
      target,
      clients: makeClients(binding, target),
      others: clientsOn(target),
      effort: 'standard',
      seed: SEED,
      profile: 'single-node',
      missing: {},
      cases: { pass: (work) => work() },
      shrinks,
    }
    return lab
  }

  #load(module: string, mutant: number): Promise<unknown> {
    return import(`${new URL(module, this.tree).href}?mutant=${mutant}`)
  }
  #measured(mutant: number): Promise<Measured> {
    return this.#load(`reference/${this.service}/measured.fixture.js`, mutant) as Promise<Measured>
  }

  async #walks(mutant: number): Promise<Walks> {
    return mutant === PRISTINE
      ? this.walks
      : ((await this.#load(`specs/${this.service}/walks/index.js`, mutant)) as { readonly walks: Walks }).walks
  }

  async #otherwise(): Promise<(exchanges: readonly Exchange[]) => readonly Exchange[]> {
    const { saidOtherwise } = (await this.#load(`specs/${this.service}/walks/otherwise.fixture.js`, PRISTINE)) as {
      saidOtherwise(exchanges: readonly Exchange[]): readonly Exchange[]
    }
    return saidOtherwise
  }

  /** The places passed since the last time, in the graph that notes them. */
  async reached(): Promise<readonly number[]> {
    const { reached } = (await import(`${new URL('switch.js', this.tree).href}?mutant=${NOTING}`)) as { readonly reached: Set<number> }
    const all = [...reached]
    reached.clear()
    return all
  }

  /** The verdict of a clause on a server with the mutant. */
  async judgeClause({ id, pool }: ClauseTest, mutant: number): Promise<Verdict> {
    const { clause, line } = this.clauses.get(id)!
    this.#current = await this.#target(mutant, pool)
    try {
      return (await judge(clause, line, this.bench)).verdict
    } catch (error) {
      if (error instanceof Diverged) return 'diverges'
      throw error
    }
  }

  async #target(mutant: number, pool: Pool): Promise<Target> {
    if (mutant !== this.#served) this.#targets.clear()
    this.#served = mutant
    let target = this.#targets.get(pool)
    if (target === undefined) {
      const { pools } = await this.#measured(mutant)
      const { embed } = (await this.#load('reference/server/reference.js', mutant)) as Server
      target = embeddedTarget(SEED, undefined, embed([pools[pool]], { clock: 'virtual', seed: SEED, onFault: () => {} }))
      this.#targets.set(pool, target)
    }
    return target
  }

  /**
   * Walks a server and has an observer judge it.
   *
   * @param mutants that of the server, and that of the observer
   */
  async walk(
    { seed, conditions, clients, profile, adversity, isFast = false }: WalkTest,
    { server, observer }: { readonly server: number; readonly observer: number },
  ): Promise<Walked> {
    const { pools } = await this.#measured(server)
    const walks = await this.#walks(observer)
    const { name, lateness, tolerates } = profileOf(
      profile,
      profile === 'single-node' ? 0 : LATENESS[profile],
      this.binding.manyServersOnly,
      () => {},
    )
    const plan = drawnPlan(plansOf({ walks: this.walks, steps: STEPS_OF_A_WALK }), seed)
    const open = (site: Site): ServiceWorld => asOurs((adversity === undefined && !isFast ? pools.naive : pools.fast).open(site))
    return walkSimulated(plan, {
      walks,
      conditions,
      seed,
      clients,
      profile: { profile: name, lateness, tolerates },
      open,
      adversity: adversity === undefined ? undefined : readAdversity(adversity, pools.fast.freedoms),
    })
  }

  async #history(name: string): Promise<Recorded> {
    const { histories } = (await this.#load(`specs/${this.service}/oracle/histories/index.fixture.js`, PRISTINE)) as {
      readonly histories: readonly (Omit<Recorded, 'clients'> & { readonly name: string })[]
    }
    const found = histories.find((one) => one.name === name)
    if (found === undefined) throw new Error(`There is no history '${name}'.`)
    return { ...found, clients: 1 }
  }

  /** What is seen in a walk of an honest server, or of a liar; who observes it makes no difference to that. */
  async record(test: Seen, liar = PRISTINE): Promise<Recorded> {
    if (test.kind === 'history') return this.#history(test.name)
    const { altered: alteration, isSaidOtherwise = false, isCut = false, ...plain } = test
    if (isCut) {
      const { exchanges, strictness, clients } = await this.record(plain, liar)
      return {
        exchanges: exchanges.slice(Math.floor(exchanges.length * CUT)),
        strictness: { ...strictness, beginsInTheMiddle: true },
        clients,
      }
    }
    if (alteration !== undefined || isSaidOtherwise) {
      const seen = await this.record(plain, liar)
      return {
        ...seen,
        exchanges:
          alteration === undefined
            ? (await this.#otherwise())(seen.exchanges)
            : altered(seen.exchanges, hash32(`${alteration} ${test.seed}`)),
      }
    }
    const name = `${liar} ${nameOf(test)}`
    let recorded = this.#recorded.get(name)
    if (recorded === undefined) {
      const { exchanges, strictness } = await this.walk(test, { server: liar, observer: PRISTINE })
      this.#recorded.set(name, (recorded = { exchanges, strictness, clients: test.clients }))
    }
    return recorded
  }

  /** What an observer with the mutant makes of what was seen. */
  async judge(recorded: Recorded, mutant: number): Promise<Opinion> {
    return judged(recorded, (await this.#walks(mutant)).judged)
  }

  /** What is seen, and what an observer without a mutant makes of it; found out once. */
  async judged(test: Seen, liar = PRISTINE): Promise<{ readonly recorded: Recorded; readonly opinion: Opinion }> {
    const name = `${liar} ${nameOf(test)}`
    let found = this.#judged.get(name)
    if (found === undefined) {
      const recorded = await this.record(test, liar)
      this.#judged.set(name, (found = { recorded, opinion: await this.judge(recorded, PRISTINE) }))
    }
    return found
  }

  async isServedWell({ seed }: IndexTest, mutant: number): Promise<boolean> {
    return (await this.#measured(mutant)).isServedWell(seed)
  }
}

/** A clause diverged: there is nothing more to find out about it. */
class Diverged extends Error {}

/** Errors of another graph of modules are of another class. */
const asOurs = (served: ServiceWorld): ServiceWorld => ({
  call: (call) => {
    try {
      const answer = served.call(call)
      return answer instanceof Promise ? answer.catch((error: unknown): Output => fail(error)) : answer
    } catch (error) {
      return fail(error)
    }
  },
})

const fail = (error: unknown): never => {
  if (error instanceof Error && 'shape' in error) throw new ServiceError(String(error.shape), error.message)
  throw error
}
