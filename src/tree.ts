import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder that holds `specs/`, `reference/` and `src/`: a checkout, or `dist` where the code was built. Ends in a slash. */
export const TREE = fileURLToPath(new URL('../', import.meta.url))

/** The checkout this code was built in, or runs in; undefined when it was installed from the packed tarball. */
export const checkout = (): string | undefined => {
  for (const folder of [TREE, fileURLToPath(new URL('../', `file://${TREE}`))]) {
    if (existsSync(`${folder}tsconfig.json`) && existsSync(`${folder}specs`) && existsSync(`${folder}reference/core/facts.ts`))
      return folder
  }
  return undefined
}
