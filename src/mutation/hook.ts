// A hook of the module loader: what a module with `?mutant=…` imports from the same tree has it too, so that each mutant is a graph of modules of its
// own. What no mutant is in, nor in anything that it imports, is taken from the build, once for all: it is loaded only once, and its errors are the
// same classes for those who serve and those who judge.

interface Resolved {
  readonly url: string
}

/** What the hook must know of the build with mutants. */
export interface Trees {
  /** Folders, as URLs: of the build with the mutants, and of the one without. */
  readonly mutated: string
  readonly plain: string
  /** Modules that import one with a mutant in it, or have one, by their paths. */
  readonly own: readonly string[]
  /** Modules that the build without mutants has as well. */
  readonly common: readonly string[]
}

let trees: Trees = { mutated: 'none:', plain: '', own: [], common: [] }
let own: ReadonlySet<string> = new Set()
let common: ReadonlySet<string> = new Set()

/** See https://nodejs.org/docs/latest-v20.x/api/module.html#initialize */
export const initialize = (data: Trees): void => {
  trees = data
  own = new Set(data.own)
  common = new Set(data.common)
}

/** See https://nodejs.org/docs/latest-v20.x/api/module.html#resolvespecifier-context-nextresolve */
export const resolve = async (
  specifier: string,
  context: { readonly parentURL?: string },
  nextResolve: (specifier: string, context: unknown) => Promise<Resolved>,
): Promise<Resolved> => {
  const resolved = await nextResolve(specifier, context)
  const { parentURL } = context
  const at = parentURL?.indexOf('?mutant=') ?? -1
  if (parentURL === undefined || at === -1 || !specifier.startsWith('.') || resolved.url.includes('?')) return resolved
  const path = resolved.url.startsWith(trees.mutated) ? resolved.url.slice(trees.mutated.length) : undefined
  if (path !== undefined && !own.has(path) && common.has(path)) return { ...resolved, url: trees.plain + path }
  return { ...resolved, url: resolved.url + parentURL.slice(at) }
}
