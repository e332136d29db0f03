/** Where emulators tell what they are, as JSON with a `version`. */
const PATHS = ['/_touchstone/health', '/_ministack/health', '/_localstack/health'] as const
const WITHIN_MS = 2000

/** The version that a server says it has; nothing, where it does not say. Never throws. */
export const askVersion = async (endpoint: string): Promise<string | undefined> => {
  for (const path of PATHS) {
    try {
      const answer = await fetch(new URL(path, endpoint), { signal: AbortSignal.timeout(WITHIN_MS), redirect: 'manual' })
      const told = answer.ok ? ((await answer.json()) as { readonly version?: unknown } | null)?.version : undefined
      if (typeof told === 'string' && /^v?\d[\w.+-]{0,40}$/.test(told)) return told
    } catch {
      // It is no JSON, or nobody answers: it does not say.
    }
  }
  return undefined
}
