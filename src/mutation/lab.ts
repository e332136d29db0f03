import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { register } from 'node:module'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Service } from '../../reference/core/service.js'
import { readAdversity } from '../../reference/core/adversity.js'
import { embed } from '../../reference/server/reference.js'
import { areaOf } from '../service/areas.js'
import type { Mutable, Served } from './mutable.js'
import { drawnPlan } from '../oracle/walk/shrink-walk.js'
import { loadWalks } from '../oracle/walk/load-walks.js'
import { plansOf } from '../oracle/walk/mass.js'
import { walkSimulated } from '../oracle/walk/simulated.js'
import type { Walked } from '../oracle/walk/walk.js'
import type { Walks } from '../oracle/walk/walks.js'
import type { ServiceBinding } from '../suite/binding.js'
import { clientsOn, makeClients } from '../suite/clients.js'
import type { Bench } from '../suite/bench.js'
import { judge } from '../suite/judge.js'
import { LATENESS, profileOf } from '../suite/profiles.js'
import { hash32 } from '../hash.js'
import { collectClauses, type Registered } from '../suite/register.js'
import { importSpecs } from '../suite/specs.js'
import type { Verdict } from '../suite/result.js'
import { embeddedTarget } from '../targets/embedded.js'
import type { Target } from '../targets/target.js'
import { altered } from './altered.js'
import { judged, type Opinion, type Recorded } from './judging.js'
import type { Trees } from './hook.js'
import { type ClauseTest, type IndexTest, nameOf, type Seen, type Serving, STEPS_OF_A_WALK, type WalkTest } from './tests.js'
import { OWN_MODULES } from './tree.js'

/** No mutant, and every place that is passed is noted. */
export const NOTING = -1
export const PRISTINE = 0

const SEED = 1
/** The part of a walk that is not seen where it is cut. */
const CUT = 0.3

/** Where one mutant after the other is put to the test: the judges are those of the build, the judged come from the build with the mutants. */
export class Lab {
  readonly #targets = new Map<Serving, Target>()
  readonly #recorded = new Map<string, Recorded>()
  readonly #judged = new Map<string, { readonly recorded: Recorded; readonly opinion: Opinion }>()
  #served = 0
  #current: Target | undefined

  private constructor(
    private readonly tree: URL,
    private readonly mutable: Mutable,
    readonly clauses: ReadonlyMap<string, Registered>,
    private readonly walks: Walks,
    private readonly binding: ServiceBinding,
    private bench: Bench,
  ) {}

  /**
   * @param tree the folder of the build with the mutants
   * @param id the area's
   */
  static async open(tree: URL, id: string): Promise<Lab> {
    beginMutating(tree)
    const clauses = new Map<string, Registered>()
    for (const one of await collectClauses(() => importSpecs([id]))) clauses.set(one.clause.id, one)
    const { walks, binding } = await loadWalks(id)
    const mutable = await areaOf(id).mutable?.()
    if (mutable === undefined) throw new RangeError(`"${id}" lends nothing to be measured`)
    const lab: Lab = new Lab(tree, mutable, clauses, walks, binding, undefined as unknown as Bench)
    const target: Target = {
      ...embeddedTarget(SEED),
      open: (...how) => lab.#current!.open(...how),
      openDoor: (...how) => lab.#current!.openDoor!(...how),
    }
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

  #load(mutant: number): (module: string) => Promise<unknown> {
    return (module) => import(`${new URL(module, this.tree).href}?mutant=${mutant}`)
  }
  #opened(mutant: number): Promise<Served> {
    return this.mutable.open(this.#load(mutant))
  }
  async #service(mutant: number, serving: Serving): Promise<Service> {
    const { service, unindexed = service } = await this.#opened(mutant)
    return serving === 'unindexed' ? unindexed : service
  }

  /** The walks as an observer with the mutant judges them. */
  async #walks(mutant: number): Promise<Walks> {
    return mutant === PRISTINE || this.mutable.observer === undefined ? this.walks : this.mutable.observer.walks(this.#load(mutant))
  }

  get #observer(): NonNullable<Mutable['observer']> {
    const { observer } = this.mutable
    if (observer === undefined) throw new Error('The area has no observer of its own.')
    return observer
  }

  /** The places passed since the last time, in the graph that notes them. */
  async reached(): Promise<readonly number[]> {
    const { reached } = (await import(`${new URL('switch.js', this.tree).href}?mutant=${NOTING}`)) as { readonly reached: Set<number> }
    const all = [...reached]
    reached.clear()
    return all
  }

  /** The places passed as the modules are loaded and as tables are made that are made once. */
  async loaded(): Promise<readonly number[]> {
    const { protocol } = await this.#service(NOTING, 'indexed')
    // Tables that are made when they are asked for.
    void [protocol.operations, protocol.errors]
    return this.reached()
  }

  /** The verdict of a clause on a server with the mutant. */
  async judgeClause({ id, serving }: ClauseTest, mutant: number): Promise<Verdict> {
    const { clause, line } = this.clauses.get(id)!
    this.#current = await this.#target(mutant, serving)
    try {
      return (await judge(clause, line, this.bench)).verdict
    } catch (error) {
      if (error instanceof Diverged) return 'diverges'
      throw error
    }
  }

  async #target(mutant: number, serving: Serving): Promise<Target> {
    if (mutant !== this.#served) this.#targets.clear()
    this.#served = mutant
    let target = this.#targets.get(serving)
    if (target === undefined) {
      const others = (this.walks.others ?? []).map(({ reference }) => reference)
      const services = [await this.#service(mutant, serving), ...others]
      target = embeddedTarget(SEED, undefined, embed(services, { clock: 'virtual', seed: SEED, onFault: () => {} }))
      this.#targets.set(serving, target)
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
    const service = await this.#service(server, adversity === undefined && !isFast ? 'unindexed' : 'indexed')
    const walks = await this.#walks(observer)
    const { name, lateness, tolerates } = profileOf(
      profile,
      profile === 'single-node' ? 0 : LATENESS[profile],
      this.binding.manyServersOnly,
      () => {},
    )
    const plan = drawnPlan(plansOf({ walks: this.walks, steps: STEPS_OF_A_WALK }), seed)
    return walkSimulated(plan, {
      walks,
      conditions,
      seed,
      clients,
      profile: { profile: name, lateness, tolerates },
      open: (site) => service.open(site),
      adversity: adversity === undefined ? undefined : readAdversity(adversity, service.freedoms),
    })
  }

  async #history(name: string): Promise<Recorded> {
    const histories = await this.#observer.histories(this.#load(PRISTINE))
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
            ? (await this.#observer.saidOtherwise(this.#load(PRISTINE)))(seen.exchanges)
            : altered(seen.exchanges, hash32(`${alteration} ${test.seed}`), this.#observer.codes),
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
    return (await this.#opened(mutant)).isServedWell?.(seed) ?? true
  }
}

/** A clause diverged: there is nothing more to find out about it. */
class Diverged extends Error {}

/** From now on modules with `?mutant=…` are those of the build with mutants, and what mutants make no difference to is this build's own. */
const beginMutating = (tree: URL): void => {
  const plain = new URL('../../', import.meta.url)
  const own = JSON.parse(readFileSync(new URL(OWN_MODULES, tree), 'utf8')) as readonly string[]
  const common = modulesBelow(fileURLToPath(tree)).filter((path) => existsSync(new URL(path, plain)))
  const data: Trees = { mutated: tree.href, plain: plain.href, own, common }
  register('./hook.js', import.meta.url, { data })
}

const modulesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:js|json)$/.test(path))
    .map((path) => path.split(sep).join('/'))
