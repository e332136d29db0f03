// A hook of the module loader: what a module with `?mutant=…` imports from the same tree has it too, so that each mutant is a graph of modules of its own.

interface Resolved {
  readonly url: string
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
  return { ...resolved, url: resolved.url + parentURL.slice(at) }
}
