import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import ts from 'typescript'
import { type Declaration, instrument, type Mutated } from './instrument.js'

import type { Mutant } from './mutant.js'
import { withUsers } from './users.js'

/** Which mutant is on is said by the module's own address, and tests that are not measured can ask what they reached. */
const SWITCH = `const active = Number(new URL(import.meta.url).searchParams.get('mutant') ?? 0)
export const reached = new Set()
export const on = active === -1 ? number => (reached.add(number), false) : number => number === active
`

/** A build in which every mutant of some files waits to be switched on. */
export interface MutantTree {
  readonly mutants: readonly Mutant[]
  /** The content of everything. */
  readonly stamp: string
}

/** Where a build keeps the paths of the modules that a mutant makes a difference to, as a list in JSON. */
export const OWN_MODULES = 'own-modules.json'

/** What no mutant and no test comes by. */
const NOT_MEASURED = /^src\/(?:mutation|cli|bench|report)\/|\.test\.ts$/
const FOLDERS = ['reference', 'src', 'specs'] as const

/**
 * Writes the build.
 *
 * @param root the repository
 * @param to where the build goes; what was there is removed
 * @param isMutated the files, by their paths below the root, whose mutants are wanted
 */
export const writeTree = (root: string, to: string, isMutated: (file: string) => boolean, mutated: Mutated = {}): MutantTree => {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  writeFileSync(join(to, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(to, 'switch.js'), SWITCH)
  const mutants: Mutant[] = []
  const declarations: Declaration[] = []
  const importing = new Map<string, readonly string[]>()
  const stamp = createHash('sha256')
  for (const file of FOLDERS.flatMap((folder) => filesBelow(root, folder)).sort()) {
    if (NOT_MEASURED.test(file)) continue
    const target = join(to, file.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    if (/\.(?:jsonl?|histories)$/.test(file)) cpSync(join(root, file), target)
    if (file.endsWith('.histories')) stamp.update(readFileSync(join(root, file)))
    if (!file.endsWith('.ts')) continue
    let source = readFileSync(join(root, file), 'utf8')
    stamp.update(source)
    if (isMutated(file)) {
      const done = instrument(file, source, mutants.length + 1, upTo(file), mutated)
      mutants.push(...done.mutants)
      declarations.push(...done.declarations)
      source = done.code
    }
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
      fileName: file,
    })
    writeFileSync(target, outputText)
    importing.set(file.replace(/\.ts$/, '.js'), importsOf(file, outputText))
  }
  writeFileSync(join(to, OWN_MODULES), JSON.stringify(reaching('switch.js', importing)))
  return { mutants: withUsers(mutants, declarations), stamp: stamp.digest('hex') }
}

const filesBelow = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))

/** The modules that a compiled file imports from its own tree, by their paths. */
const importsOf = (file: string, code: string): readonly string[] =>
  [...code.matchAll(/(?:\bfrom|\bimport\()\s*['"](\.[^'"]*)['"]/g)].map(([, specifier]) => posix.join(posix.dirname(file), specifier!))

/** A module, and all that import it, directly or by others. */
const reaching = (module: string, importing: ReadonlyMap<string, readonly string[]>): readonly string[] => {
  const found = new Set([module])
  for (let count = 0; count < found.size;) {
    count = found.size
    for (const [file, imported] of importing) if (imported.some((one) => found.has(one))) found.add(file)
  }
  return [...found]
}

const upTo = (file: string): string => `${'../'.repeat(file.split('/').length - 1)}switch.js`
