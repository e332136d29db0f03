import type { ClauseId } from '../../../../reference/core/reading.js'
import type { Exchange, Outcome } from '../../../../src/oracle/exchange.js'
import { HELD, type Held, history, type History } from './history.fixture.js'
import { isPair, request, verbs } from './steps.fixture.js'
import { ACCOUNT, cut, membersOf, REGION, textOf, valueOf } from './words.fixture.js'

/** What a queue of 1970 would show is no instant that anybody takes for one of today. */
const BEGIN = 1_000_000_000_000
const SECOND = 1000
/** Milliseconds that each answer takes. */
const TAKES = 10

interface Line {
  readonly number: number
  readonly text: string
}
/** Steps in a line that have a name: `let held $1 = queue q; send q m; receive q VisibilityTimeout=$1 -> m@h`. */
type Named = ReadonlyMap<string, string>

/** Writes down what one client saw, a second after the other. */
class Teller {
  readonly exchanges: Exchange[] = []
  held: Held = {}
  readonly #named: Named
  #clock = BEGIN
  #handles = 0
  #account: string | undefined = ACCOUNT

  constructor(named: Named) {
    this.#named = named
  }

  steps(text: string): void {
    for (const step of cut(text, ';')) this.#step(step)
  }

  #step(step: string): void {
    const [verb, ...words] = cut(step, ' ')
    const named = this.#named.get(verb!)
    if (named !== undefined) this.steps(named.replace(/\$(\d)/g, (_, nth: string) => words[Number(nth) - 1] ?? ''))
    else if (verb === 'with') this.held = heldBy(words)
    else if (verb === 'wait') this.#clock += Number(words[0]) * SECOND
    // The next request leaves while the last one is still on its way, so many milliseconds before its answer.
    else if (verb === 'overlapping') this.#clock -= SECOND + Number(words[0])
    // Nobody knows in which account this happens.
    else if (verb === 'anonymous') this.#account = undefined
    // `repeat 3 queue q$n` creates q0, q1 and q2.
    else if (verb === 'repeat')
      for (let nth = 0; nth < Number(words[0]); nth++) this.#step(words.slice(1).join(' ').replaceAll('$n', String(nth)))
    else this.#exchange(verb!, words)
  }

  /** `verb words Name=value … [-> answer | lost [status] | refused code] [taking ms]` */
  #exchange(verb: string, words: readonly string[]): void {
    const now = this.#clock
    const end = words.includes('taking') ? words.indexOf('taking') : words.length
    const took = Number(words[end + 1] ?? TAKES)
    const ends = ['->', 'lost', 'refused'].find((word) => words.includes(word))
    const arrow = ends === undefined ? end : words.indexOf(ends)
    const [asked, behind] = [words.slice(0, arrow), words.slice(arrow + 1, end)]
    const pairs = asked.filter(isPair)
    const said = {
      plain: asked.filter((word) => !isPair(word)),
      input: membersOf(pairs, '=', (word) => valueOf(word, now)),
      texts: membersOf(pairs, '=', (word) => textOf(word, now)),
      shown: behind,
      now,
      handle: () => `handle ${++this.#handles}`,
    }
    const short = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
    if (short === undefined && !/^[A-Z]/.test(verb))
      throw new SyntaxError(
        `"${verb}" is no step; known are ${Object.keys(verbs).join(', ')}, the names of operations, and those after "let"`,
      )
    if (short !== undefined && verb !== 'list' && said.plain.length === 0) throw new SyntaxError(`a step "${verb}" wants a queue or a task`)
    const { operation, input, output } = short ? short(said) : request(verb, said)
    const outcome: Outcome =
      ends === 'lost'
        ? { kind: 'lost', reason: 'no answer', ...(behind[0] === undefined ? {} : { status: Number(behind[0]) }) }
        : ends === 'refused'
          ? { kind: 'refused', code: behind[0]!, message: '', status: 400 }
          : { kind: 'answered', output }
    this.exchanges.push({
      service: 'sqs',
      region: REGION,
      account: this.#account,
      client: '1',
      operation,
      input,
      sent: now,
      received: now + took,
      outcome,
    })
    this.#clock = now + took + SECOND
  }
}

/**
 * Histories as a file tells them. A line at the left names one; what stands below it is indented, and further where a line goes on. Steps are
 * parted by `;` and by the ends of lines.
 * The last answer is refused under the clause behind `!`, is `! undecided`, or else admitted. Lines `right:` and `wrong:` are two ends of one
 * beginning. `with` says how strict the observer is. `for $code in a b` makes one history of each.
 */
export const readHistories = (text: string, file: string): readonly History[] => {
  const named = new Map<string, string>()
  const texts = new Map<string, string>()
  const full = (line: string): string => line.replace(/\$[a-z]\w*/gi, (name) => texts.get(name) ?? name)
  const lines = text.split('\n').map((line, index): Line => ({ number: index + 1, text: line.trimEnd() }))
  const read: History[] = []
  for (let at = 0; at < lines.length; at++) {
    const title = full(lines[at]!.text)
    if (title === '' || title.startsWith('#')) continue
    const body: Line[] = []
    for (let line = lines[at + 1]; line?.text.startsWith(' '); line = lines[++at + 1])
      if (line.text.startsWith('    ')) body.push({ number: line.number, text: `${body.pop()?.text ?? ' '} ${full(line.text.trim())}` })
      else body.push({ number: line.number, text: full(line.text) })
    const [, name, steps] = /^let (\$?\w+)[ $\d]* = (.*)$/.exec(title) ?? []
    if (name?.startsWith('$')) texts.set(name, steps!)
    else if (name !== undefined) named.set(name, [steps!, ...body.map((line) => line.text)].join('; '))
    else read.push(...told(title, body, named, file))
  }
  return read
}

const told = (title: string, body: readonly Line[], named: Named, file: string): readonly History[] => {
  const loop = body.find((line) => line.text.startsWith('  for '))
  if (loop === undefined) return ends(title, body, named, file)
  const [, name, values] = /^ {2}for (\$\w+) in (.*)$/.exec(loop.text) ?? []
  if (name === undefined) throw new SyntaxError(`${file}:${loop.number}: a loop is written: for $name in one other`)
  return cut(values!, ' ').flatMap((value) =>
    ends(
      title.replaceAll(name, value),
      body.filter((line) => line !== loop).map(({ number, text }) => ({ number, text: text.replaceAll(name, value) })),
      named,
      file,
    ),
  )
}

const ends = (title: string, body: readonly Line[], named: Named, file: string): readonly History[] => {
  const begin = body.filter((line) => !/^ {2}(?:right|wrong):/.test(line.text))
  const both = body.filter((line) => !begin.includes(line))
  if (both.length === 0) return [one(title, begin, named, file)]
  return both.map(({ number, text }) => {
    const [, end, steps] = /^ {2}(\w+):(.*)$/.exec(text)!
    return one(`${title}: ${end}`, [...begin, { number, text: steps! }], named, file)
  })
}

const one = (name: string, body: readonly Line[], named: Named, file: string): History => {
  const teller = new Teller(named)
  let refusedUnder: History['refusedUnder']
  for (const { number, text } of body) {
    try {
      const [steps, under] = text.trim().split(/(?:^|\s)! /)
      teller.steps(steps!)
      if (under !== undefined && !/^[\w.-]+$/.test(under)) throw new SyntaxError(`"${under}" is no clause`)
      if (under !== undefined) refusedUnder = under as ClauseId
    } catch (error) {
      throw new SyntaxError(`${file}:${number}: ${(error as Error).message}`, { cause: error })
    }
  }
  return history(name, teller.exchanges, refusedUnder, teller.held)
}

const heldBy = (words: readonly string[]): Held => {
  const held = membersOf(words, '=', (word) => valueOf(word, 0))
  const strange = Object.keys(held).find((name) => !HELD.some((known) => known === name))
  if (strange !== undefined) throw new SyntaxError(`"${strange}" is nothing that a history is held to; known are ${HELD.join(', ')}`)
  return held
}
