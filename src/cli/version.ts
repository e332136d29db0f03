import { readFileSync } from 'node:fs'

/** The version of this package, from a checkout or from where it was installed. */
export const version = (): string => {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version: found } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Record<string, unknown>
      if (name === 'touchstone' && typeof found === 'string') return found
    } catch {
      // `src/cli` and `dist/src/cli` lie at different depths: the next path is the one.
    }
  }
  return '0.0.0'
}
