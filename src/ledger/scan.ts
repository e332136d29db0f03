import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import ts from 'typescript'
import type { Spot, Trace } from './trace.js'

const sourcesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

/** What clause ids begin with: the first words of the ids in every ledger; the folder's name where there is none. */
const prefixesOf = (root: string): string[] =>
  readdirSync(join(root, 'specs'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const ledger = join(root, 'specs', name, 'ledger.jsonl')
      if (!existsSync(ledger)) return [name]
      return [...new Set([...readFileSync(ledger, 'utf8').matchAll(/^{"id":"([a-z0-9-]+)\./gm)].map(([, prefix]) => prefix!))]
    })

/** Texts that read like a clause id of one of the areas; host names (`sqs.eu-west-1.amazonaws.com`) are none. */
const idPattern = (prefixes: readonly string[]): RegExp =>
  new RegExp(`^(?:${prefixes.join('|')})(?:\\.(?!amazonaws\\b)[a-z0-9]+(?:-[a-z0-9]+)*)+$`)

const isLiteral = (node: ts.Node): node is ts.StringLiteral | ts.NoSubstitutionTemplateLiteral =>
  ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)

/** A type is a name for ids, not a use of one. */
const isType = (node: ts.Node): boolean => ts.isLiteralTypeNode(node.parent)

const calls = (node: ts.CallExpression, name: string): boolean => {
  const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : node.expression
  return ts.isIdentifier(callee) && callee.text === name
}

const isValueOfId = (node: ts.Node): boolean =>
  ts.isPropertyAssignment(node.parent) &&
  node.parent.initializer === node &&
  ts.isIdentifier(node.parent.name) &&
  node.parent.name.text === 'id'

/** An array whose elements a loop names `id`: `for (const id of ['a', 'b'] as const)`. */
const isListOfIds = (array: ts.ArrayLiteralExpression): boolean => {
  const list = ts.isAsExpression(array.parent) ? array.parent : array
  const loop = list.parent
  if (!ts.isForOfStatement(loop) || loop.expression !== list || !ts.isVariableDeclarationList(loop.initializer)) return false
  const [variable] = loop.initializer.declarations
  return variable !== undefined && ts.isIdentifier(variable.name) && variable.name.text === 'id'
}

/**
 * Does the literal declare a clause? It does as the first argument of `clause(…)` or `bounds(…)`, as the `id` of a row, as the name of a
 * property, as the first element of a row of a table, and as an element of a list that a loop goes through by the name `id`. Anywhere else it
 * only mentions one.
 */
const declares = (node: ts.Node): boolean => {
  const { parent } = node
  if (ts.isCallExpression(parent)) return parent.arguments[0] === node && (calls(parent, 'clause') || calls(parent, 'bounds'))
  if (ts.isPropertyAssignment(parent)) return parent.name === node || isValueOfId(node)
  if (ts.isArrayLiteralExpression(parent)) {
    return (parent.elements.length > 1 && parent.elements[0] === node && ts.isArrayLiteralExpression(parent.parent)) || isListOfIds(parent)
  }
  return false
}

/** Not every behaviour is a test of a fact: a default, an effect or a form is marked where it comes about, by `@clause <id>` in a comment. */
const TAG = /@clause ([a-z0-9.-]*[a-z0-9])/g

type Spots = Map<string, Spot[]>

type Counts = (node: ts.Node, file: string) => boolean

const collect = (root: string, files: readonly string[], pattern: RegExp, counts: Counts, tags: RegExp | undefined): Spots => {
  const spots: Spots = new Map()
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true)
    const found = (id: string, at: number): void => {
      const line = source.getLineAndCharacterOfPosition(at).line + 1
      const spot = `${relative(root, file).split(sep).join('/')}:${line}`
      spots.set(id, [...(spots.get(id) ?? []), spot])
    }
    const visit = (node: ts.Node): void => {
      if (isLiteral(node) && pattern.test(node.text) && counts(node, file)) found(node.text, node.getStart(source))
      ts.forEachChild(node, visit)
    }
    visit(source)
    if (tags) for (const tag of source.text.matchAll(tags)) found(tag[1] ?? '', tag.index)
  }
  return spots
}

const sorted = (spots: Spots): Record<string, readonly Spot[]> => Object.fromEntries([...spots].sort(([a], [b]) => (a < b ? -1 : 1)))

// Beside the specs lie tables of rows for families, but also tables about clauses: there only `id` declares one.
const declared: Counts = (node, file) => (file.endsWith('.spec.ts') ? declares(node) : isValueOfId(node))

/** The same of an area that lies elsewhere, with its model and its specs in one folder. */
export const scanArea = (folder: string, prefixes: readonly string[]): Trace => {
  const pattern = idPattern(prefixes)
  const files = sourcesBelow(folder)
  const isSpec = (file: string): boolean => file.endsWith('.spec.ts')
  const models = files.filter((file) => !isSpec(file))
  return {
    rules: sorted(collect(folder, models, pattern, (node) => !isType(node), TAG)),
    clauses: sorted(collect(folder, files.filter(isSpec), pattern, declared, undefined)),
  }
}

/**
 * Reads from the sources where rules and clauses stand. A rule is an id written in a model, in the wire or in the server,
 * as a literal or behind `@clause` in a comment; the shared vocabulary in `reference/core` states none.
 *
 * @param root the top of a checkout
 */
export const scan = (root: string): Trace => {
  const pattern = idPattern(prefixesOf(root))
  const core = join(root, 'reference', 'core') + sep
  const models = sourcesBelow(join(root, 'reference')).filter((file) => !file.startsWith(core))
  return {
    rules: sorted(collect(root, models, pattern, (node) => !isType(node), TAG)),
    clauses: sorted(collect(root, sourcesBelow(join(root, 'specs')), pattern, declared, undefined)),
  }
}
