import ts from 'typescript'

/** Another text for an expression, and the kind of change it is. */
export interface Change {
  readonly operator: string
  readonly text: string
}

const BINARY = new Map<string, readonly (readonly [operator: string, other: string])[]>(
  Object.entries({
    '<': [
      ['border', '<='],
      ['negation', '>='],
    ],
    '<=': [
      ['border', '<'],
      ['negation', '>'],
    ],
    '>': [
      ['border', '>='],
      ['negation', '<='],
    ],
    '>=': [
      ['border', '>'],
      ['negation', '<'],
    ],
    '===': [['negation', '!==']],
    '!==': [['negation', '===']],
    '&&': [['logic', '||']],
    '||': [['logic', '&&']],
    '+': [['arithmetic', '-']],
    '-': [['arithmetic', '+']],
    '*': [['arithmetic', '/']],
    '/': [['arithmetic', '*']],
    '%': [['arithmetic', '*']],
  }),
)
/** The other fact, under a name that every mutated file has. */
const FACTS = new Map([
  ['YES', 'NO_'],
  ['NO', 'YES_'],
  ['MAYBE', 'YES_'],
])
const MEMBERS = new Map([
  ['certain', 'possible'],
  ['possible', 'certain'],
  ['lo', 'hi'],
  ['hi', 'lo'],
])
const CALLS = new Map([
  ['all', 'any'],
  ['any', 'all'],
])
const METHODS = new Map([
  ['every', 'some'],
  ['some', 'every'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['min', 'max'],
  ['max', 'min'],
])
/** What a list keeps, if this is not done to it. */
const KEEPING = new Set(['filter', 'sort', 'reverse', 'slice'])

/**
 * The changes of an expression by itself; its parts have their own.
 */
export const changesOf = (
  node: ts.Expression,
  text: (node: ts.Node) => string,
  { naming, free, isObserved }: Particular,
): readonly Change[] => {
  if (ts.isBinaryExpression(node)) return binary(node, text)
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return [{ operator: 'negation', text: text(node.operand) }]
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [{ operator: 'boolean', text: 'false' }]
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [{ operator: 'boolean', text: 'true' }]
  if (ts.isNumericLiteral(node))
    return [
      { operator: 'number', text: `(${node.getText()} + 1)` },
      ...(isLimit(node) ? [{ operator: 'number', text: `(${node.getText()} - 1)` }] : []),
    ]
  if (ts.isStringLiteral(node) && isWord(node, naming)) return [{ operator: 'word', text: "'mutated'" }]
  if (ts.isIdentifier(node)) {
    if (isFree(node, free)) return []
    const other = FACTS.get(node.text)
    return other === undefined ? [] : [{ operator: 'fact', text: other }]
  }
  if (ts.isPropertyAccessExpression(node)) {
    const other = isObserved ? MEMBERS.get(node.name.text) : undefined
    return other === undefined ? [] : [{ operator: 'fact', text: `${text(node.expression)}.${other}` }]
  }
  if (ts.isCallExpression(node)) return calls(node, text)
  return []
}

const binary = (node: ts.BinaryExpression, text: (node: ts.Node) => string): readonly Change[] => {
  const [left, right] = [text(node.left), text(node.right)]
  const sign = node.operatorToken.getText()
  if (sign === '??')
    return [
      { operator: 'default', text: left },
      { operator: 'default', text: right },
    ]
  // Texts are put together by the same sign.
  if (sign === '+' && [node.left, node.right].some((part) => ts.isStringLiteralLike(part) || ts.isTemplateExpression(part))) return []
  return (BINARY.get(sign) ?? []).map(([operator, other]) => ({ operator, text: `${left} ${other} ${right}` }))
}

const calls = (node: ts.CallExpression, text: (node: ts.Node) => string): readonly Change[] => {
  const { expression, arguments: given } = node
  const list = given.map(text).join(', ')
  if (ts.isIdentifier(expression)) {
    const other = CALLS.get(expression.text)
    if (other !== undefined && given.length === 2)
      return [
        { operator: 'fact', text: `${other}_(${list})` },
        { operator: 'fact', text: text(given[0]!) },
        { operator: 'fact', text: text(given[1]!) },
      ]
    if (expression.text === 'not' && given.length === 1) return [{ operator: 'fact', text: text(given[0]!) }]
    return []
  }
  if (!ts.isPropertyAccessExpression(expression)) return []
  const name = expression.name.text
  const on = text(expression.expression)
  if ((name === 'rule' || name === 'fires') && on.endsWith('x'))
    return [
      { operator: 'rule', text: 'true' },
      { operator: 'rule', text: 'false' },
    ]
  const other = METHODS.get(name)
  if (other !== undefined) return [{ operator: 'method', text: `${on}.${other}(${list})` }]
  if (KEEPING.has(name)) return [{ operator: 'method', text: on }]
  return []
}

/** A number of a table or a constant of the file. */
const isLimit = (node: ts.Node): boolean => {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent as ts.Node | undefined) if (ts.isFunctionLike(at)) return false
  return true
}

/** What is particular to the sources of an area. */
export interface Particular {
  /** Functions whose words people read and nothing else does. */
  readonly naming: RegExp
  /** Functions whose first argument is what a server does where no source fixes it: another may do the opposite. */
  readonly free: RegExp
  /** Whether an observer reads the model too: to a server every instant is a point, and every fact yes or no. */
  readonly isObserved: boolean
}

/** A word that decides or is answered; neither a clause id nor what only people read. */
const isWord = (node: ts.StringLiteral, naming: RegExp): boolean => {
  if (!/^[A-Za-z][\w.-]*$/.test(node.text) || /^[a-z]+\.[a-z]/.test(node.text)) return false
  const { parent } = node
  if (!ts.isCallExpression(parent)) return true
  const called = ts.isPropertyAccessExpression(parent.expression) ? parent.expression.name : parent.expression
  return !naming.test(called.getText()) && !['base64', 'sha256', 'hex', 'utf8'].includes(node.text)
}

const isFree = (node: ts.Node, free: RegExp): boolean =>
  ts.isCallExpression(node.parent) && node.parent.arguments[0] === node && free.test(node.parent.expression.getText())

/** The condition of a statement or expression that has no changes of its own is turned round. */
export const isBareCondition = (node: ts.Expression): boolean => {
  const { parent } = node
  const isCondition =
    ((ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node)
  if (!isCondition) return false
  if (ts.isPrefixUnaryExpression(node)) return false
  return !(ts.isBinaryExpression(node) && BINARY.get(node.operatorToken.getText())?.some(([operator]) => operator === 'negation'))
}
