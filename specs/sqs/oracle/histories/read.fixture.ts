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
interface File {
  readonly name: string
  readonly named: Named
  /** How strict the observer is where a history does not say. */
  readonly held: Held
}

/** Writes down what one client saw, a second after the other. */
class Teller {
  readonly exchanges: Exchange[] = []
  held: Held
  readonly #named: Named
  #clock = BEGIN
  #handles = 0
  #account: string | undefined = ACCOUNT

  constructor({ named, held }: File) {
    this.#named = named
    this.held = held
  }

  steps(text: string): void {
    for (const step of cut(text, ';')) this.#step(step)
  }

  #step(step: string): void {
    // `4.5-6 send q m`: from when to when it takes, in seconds since an instant after all that happens without a time.
    const [, from, to, timed] = /^(-?[\d.]+)-([\d.]+) (.*)$/s.exec(step) ?? []
    if (timed !== undefined) {
      this.#clock = BEGIN + (1000 + Number(from)) * SECOND
      step = `${timed} taking ${(Number(to) - Number(from)) * SECOND}`
    }
    const [verb, ...words] = cut(step, ' ')
    const named = this.#named.get(verb!)
    if (named !== undefined) this.steps(named.replace(/\$(\d)/g, (_, nth: string) => words[Number(nth) - 1] ?? ''))
    else if (verb === 'with') this.held = { ...this.held, ...heldBy(words) }
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
 * The last answer is refused under the clause behind `!`, is `! undecided`, or else admitted. Lines `right:` and `wrong:` are ends of one beginning.
 * `with` says how strict the observer is, who by default is as `held` says. `for $code in a b` makes one history of each. `let` names steps, or
 * with a dollar a piece of text.
 *
 *     a deleted queue may be usable for a minute
 *       with profile=as-documented; queue q; wait 5; remove q
 *       right: wait 58.9; url q
 *       wrong: wait 59.1; url q ! sqs.queue.url.get-missing
 *
 * @throws SyntaxError with file and line
 */
export const readHistories = (text: string, name: string, held: Held = {}): readonly History[] => {
  const named = new Map<string, string>()
  const file: File = { name, named, held }
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
    const [, macro, steps] = /^let (\$?\w+)[ $\d]* = (.*)$/.exec(title) ?? []
    if (macro?.startsWith('$')) texts.set(macro, steps!)
    else if (macro !== undefined) named.set(macro, [steps!, ...body.map((line) => line.text)].join('; '))
    else read.push(...told(title, body, file))
  }
  return read
}

const told = (title: string, body: readonly Line[], file: File): readonly History[] => {
  const loop = body.find((line) => line.text.startsWith('  for '))
  if (loop === undefined) return ends(title, body, file)
  const [, name, values] = /^ {2}for (\$\w+) in (.*)$/.exec(loop.text) ?? []
  if (name === undefined) throw new SyntaxError(`${file.name}:${loop.number}: a loop is written: for $name in one other`)
  return cut(values!, ' ').flatMap((value) =>
    ends(
      title.replaceAll(name, value),
      body.filter((line) => line !== loop).map(({ number, text }) => ({ number, text: text.replaceAll(name, value) })),
      file,
    ),
  )
}

const ends = (title: string, body: readonly Line[], file: File): readonly History[] => {
  const begin = body.filter((line) => !/^ {2}(?:right|wrong):/.test(line.text))
  const both = body.filter((line) => !begin.includes(line))
  if (both.length === 0) return [one(title, begin, file)]
  return both.map(({ number, text }) => {
    const [, end, steps] = /^ {2}(\w+):(.*)$/.exec(text)!
    return one(`${title}: ${end}`, [...begin, { number, text: steps! }], file)
  })
}

const one = (name: string, body: readonly Line[], file: File): History => {
  const teller = new Teller(file)
  let refusedUnder: History['refusedUnder']
  for (const { number, text } of body) {
    try {
      const [steps, under] = text.trim().split(/(?:^|\s)! /)
      teller.steps(steps!)
      if (under !== undefined && !/^[\w.-]+$/.test(under)) throw new SyntaxError(`"${under}" is no clause`)
      if (under !== undefined) refusedUnder = under as ClauseId
    } catch (error) {
      throw new SyntaxError(`${file.name}:${number}: ${(error as Error).message}`, { cause: error })
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
