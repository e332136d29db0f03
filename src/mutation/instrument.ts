import { createHash } from 'node:crypto'
import ts from 'typescript'
import { changesOf, isBareCondition, type Particular } from './mutators.js'
import type { Mutant } from './mutant.js'

/** A source with all of its mutants in it, each of them switched off. */
export interface Instrumented {
  readonly code: string
  /** What makes use of their declarations is not known yet. */
  readonly mutants: readonly Mutant[]
  readonly declarations: readonly Declaration[]
}

/** What stands at the top of a file, or in a class there. */
export interface Declaration {
  readonly name: string
  /** The clause ids that it mentions. */
  readonly ids: readonly string[]
  /** The names in it. */
  readonly mentions: ReadonlySet<string>
}

export interface Mutated extends Partial<Particular> {
  /** What the area's clause ids begin with: `['sqs']`. */
  readonly prefixes?: readonly string[]
}

/**
 * Writes every mutant of a file into it, behind a switch: `(on(7) ? a > b : a >= b)`.
 *
 * @param file the path below the root, with slashes
 * @param first the number of the first mutant
 * @param toSwitch the module of the switch, as the file imports it
 */
export const instrument = (
  file: string,
  source: string,
  first: number,
  toSwitch: string,
  { prefixes = [], naming = /^$/, free = /^$/, isObserved = true }: Mutated = {},
): Instrumented => {
  const ids = new RegExp(`\\b(?:${prefixes.join('|')})\\.[a-z0-9]+(?:[.-][a-z0-9]+)+`, 'g')
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true)
  const mutants: Mutant[] = []
  const ordinals = new Map<string, number>()
  const original = (node: ts.Node): string => source.slice(node.getStart(tree), node.end)
  const idsOf = (node: ts.Node): string[] => (prefixes.length === 0 ? [] : [...new Set(source.slice(node.pos, node.end).match(ids) ?? [])])

  const add = (node: ts.Node, operator: string, after: string): number => {
    const outermost = outermostOf(node)
    const within = nameOf(outermost) ?? '<top>'
    const stem = `${file} ${within} ${operator}`
    const ordinal = (ordinals.get(stem) ?? 0) + 1
    ordinals.set(stem, ordinal)
    const number = first + mutants.length
    mutants.push({
      key: `${stem} ${ordinal}`,
      number,
      file,
      within,
      operator,
      after: short(after),
      hash: createHash('sha256')
        .update(words(original(outermost)))
        .digest('hex')
        .slice(0, 16),
      line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1,
      before: short(original(node)),
      isStatic: isEvaluatedAtLoad(node),
      ids: idsOf(outermost),
      usersIds: [],
    })
    return number
  }

  const inside = (node: ts.Node): string => {
    let text = ''
    let at = node.getStart(tree)
    for (const child of node.getChildren(tree)) {
      if (child.getStart(tree) < at) continue
      text += source.slice(at, child.getStart(tree)) + render(child)
      at = child.end
    }
    return text + source.slice(at, node.end)
  }

  const render = (node: ts.Node): string => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node) || isDeclarationOfType(node))
      return original(node)
    if (node.kind === ts.SyntaxKind.JSDoc) return original(node)
    if (ts.isExpressionStatement(node) && isEffect(node.expression)) {
      const number = add(node, 'statement', '')
      return `{ if (!on(${number})) { ${inside(node)} } }`
    }
    if ((ts.isBreakStatement(node) || ts.isContinueStatement(node)) && node.parent.kind !== ts.SyntaxKind.CaseClause) {
      const number = add(node, 'statement', '')
      return `{ if (!on(${number})) { ${original(node)} } }`
    }
    if (!isExpressionInPlace(node)) return inside(node)
    const changes = [...changesOf(node, original, { naming, free, isObserved })]
    if (isBareCondition(node)) changes.push({ operator: 'negation', text: `!(${original(node)})` })
    if (isAnsweredMember(node)) changes.push({ operator: 'member', text: 'undefined' })
    const switched = changes.map(({ operator, text }) => `on(${add(node, operator, text)}) ? (${text}) : `).join('')
    const plain = inside(node)
    return switched === '' ? plain : `(${switched}${plain})`
  }

  const body = render(tree)
  const head = `import { on } from '${toSwitch}'\nimport { all as all_, any as any_, NO as NO_, YES as YES_ } from '${toSwitch.replace('switch.js', 'reference/core/facts.js')}'\n`
  const declarations = declarationsOf(tree).map((node) => ({ name: nameOf(node) ?? '<top>', ids: idsOf(node), mentions: mentionsOf(node) }))
  return { code: mutants.length === 0 ? source : head + body, mutants, declarations }
}

const declarationsOf = (tree: ts.SourceFile): readonly ts.Node[] =>
  tree.statements.flatMap((one): readonly ts.Node[] =>
    ts.isClassDeclaration(one) ? one.members : ts.isImportDeclaration(one) ? [] : [one],
  )

const mentionsOf = (node: ts.Node): ReadonlySet<string> => {
  const found = new Set<string>()
  const look = (at: ts.Node): void => {
    if (ts.isIdentifier(at) || ts.isPrivateIdentifier(at)) found.add(at.text)
    ts.forEachChild(at, look)
  }
  look(node)
  return found
}

/** A text by its words and signs alone: however it is formatted, it is the same. */
const words = (text: string): string => {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, text)
  const found: string[] = []
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const text = kind === ts.SyntaxKind.StringLiteral ? `'${scanner.getTokenValue()}'` : scanner.getTokenText()
    // A comma after the last of several comes and goes with the lines they stand on.
    if (found.at(-1) === ',' && /^[)\]}]$/.test(text)) found.pop()
    // So do brackets around a parameter alone.
    if (text === '=>' && found.at(-1) === ')' && found.at(-3) === '(') found.splice(-3, 3, found.at(-2)!)
    found.push(text)
  }
  return found.join(' ')
}

const short = (text: string): string => {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/([([{]) /g, '$1')
    .replace(/,? ([)\]}])/g, '$1')
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}

const isDeclarationOfType = (node: ts.Node): boolean =>
  ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isTypeParameterDeclaration(node)

/** A statement for its effect: a call, an assignment, a count. */
const isEffect = (node: ts.Expression): boolean => {
  if (ts.isCallExpression(node)) return node.expression.kind !== ts.SyntaxKind.SuperKeyword
  if (ts.isBinaryExpression(node))
    return node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  return ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node) || ts.isDeleteExpression(node)
}

/** An expression that can be put in brackets where it stands. */
const isExpressionInPlace = (node: ts.Node): node is ts.Expression => {
  if (!ts.isExpression(node)) return false
  const { parent } = node
  if (ts.isExpressionStatement(parent)) return false
  // The name of something is no value, nor is what is assigned to.
  if ('name' in parent && parent.name === node) return false
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false
  if (ts.isShorthandPropertyAssignment(parent)) return false
  if (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  )
    return false
  if (
    (ts.isPrefixUnaryExpression(parent) &&
      parent.operator !== ts.SyntaxKind.ExclamationToken &&
      parent.operator !== ts.SyntaxKind.MinusToken) ||
    ts.isPostfixUnaryExpression(parent)
  )
    return false
  if (
    ts.isDeleteExpression(parent) ||
    ts.isComputedPropertyName(parent) ||
    ts.isLiteralTypeNode(parent) ||
    ts.isExpressionWithTypeArguments(parent)
  )
    return false
  // A part of a chain would break it, or lose what it is called on.
  if (
    (ts.isPropertyAccessExpression(parent) ||
      ts.isElementAccessExpression(parent) ||
      ts.isCallExpression(parent) ||
      ts.isNonNullExpression(parent)) &&
    parent.expression === node
  )
    return ts.isCallExpression(node) && !isChain(parent) && !isChain(node)
  if (ts.isPropertyAccessExpression(node) && ts.isForOfStatement(parent) && parent.initializer === (node as ts.Node)) return false
  return true
}
const isChain = (node: ts.Node): boolean => (node.flags & ts.NodeFlags.OptionalChain) !== 0

/** A value under one of AWS's names in an object that is made. */
const isAnsweredMember = (node: ts.Expression): boolean => {
  const { parent } = node
  if (!ts.isPropertyAssignment(parent) || parent.initializer !== node) return false
  return ts.isIdentifier(parent.name) && /^[A-Z]/.test(parent.name.text) && !isEvaluatedAtLoad(node) && node.getText() !== 'undefined'
}

/** The declaration at the top of the file, or the member of a class there. */
const outermostOf = (node: ts.Node): ts.Node => {
  let at = node
  while (!ts.isSourceFile(at.parent) && !(ts.isClassElement(at) && ts.isClassDeclaration(at.parent))) at = at.parent
  return at
}

const nameOf = (node: ts.Node): string | undefined => {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0]?.name.getText()
  if (ts.isClassElement(node)) {
    const owner = ts.isClassDeclaration(node.parent) ? (node.parent.name?.text ?? '') : ''
    return `${owner}.${ts.isConstructorDeclaration(node) ? 'constructor' : (node.name?.getText() ?? '')}`
  }
  return ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) ? node.name?.text : undefined
}

const isEvaluatedAtLoad = (node: ts.Node): boolean => {
  // A function is made when its module is loaded; only what is in it waits.
  for (let at: ts.Node = ts.isFunctionLike(node) ? node.parent : node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at)) return false
    if (ts.isPropertyDeclaration(at) && !at.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)) return false
  }
  return true
}
