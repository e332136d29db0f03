import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Licences that let whoever uses Touchstone do what they like with what they build, as Apache-2.0 does. */
const PERMISSIVE: ReadonlySet<string> = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'])

/** Packages under another licence that may be there at run time, and why. */
const EXCEPTIONS: readonly { readonly name: RegExp; readonly licence: string; readonly why: string }[] = [
  {
    name: /^lightningcss(-|$)/,
    licence: 'MPL-2.0',
    why: 'comes with vitest; the licence asks for changes to its own files alone, and none is changed',
  },
]

interface Locked {
  readonly license?: string
  readonly dev?: boolean
}

test('what is installed with the package is under a permissive licence', () => {
  const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
    packages: Record<string, Locked>
  }
  const installed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true)
  expect(installed.length).toBeGreaterThan(20)
  const refused = installed.flatMap(([path, { license = 'none' }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const isException = EXCEPTIONS.some((one) => one.name.test(name) && one.licence === license)
    return PERMISSIVE.has(license) || isException ? [] : [`${name} (${license})`]
  })
  expect(
    refused,
    'run-time dependencies whose licence is not permissive: do without them, or take them in as development dependencies alone',
  ).toEqual([])
})

test('every exception is still needed', () => {
  const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')
  for (const { licence } of EXCEPTIONS) expect(text).toContain(`"license": "${licence}"`)
})
