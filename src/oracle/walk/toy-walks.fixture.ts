import type { Service } from '../../../reference/core/service.js'
import { ServiceError } from '../../../reference/core/errors.js'
import { sqs } from '../../../reference/sqs/index.js'
import type { Exchange } from '../exchange.js'
import type { Oracle, Step } from '../oracle.js'
import { Dice } from './dice.js'
import type { Walks } from './walks.js'

/** A stack: `Push` puts a value on it, `Pop` takes it off, `Clear` takes all. */
export const stack = (isWrong: (held: readonly number[]) => boolean = () => false): Service => ({
  ...sqs,
  id: 'stack',
  open: () => {
    const held: number[] = []
    return {
      call({ operation, input }) {
        if (operation === 'Push') held.push(Number(input['value']))
        else if (operation === 'Clear') held.length = 0
        else if (held.length === 0) throw new ServiceError('Empty', 'there is nothing')
        else return { value: isWrong(held) ? held.shift() : held.pop() }
        return {}
      },
    }
  },
})

const ADMITTED: Step = { verdict: 'admitted', used: [], tested: [] }

/** Knows stacks; a request whose answer was lost leaves it without an opinion. */
class StackOracle implements Oracle {
  held: number[] = []
  isLost = false

  admit({ operation, input, outcome }: Exchange): Step {
    this.isLost ||= outcome.kind === 'lost'
    if (this.isLost) return { ...ADMITTED, verdict: 'undecided', clause: 'stack.lost' }
    if (operation === 'Push') this.held.push(Number(input['value']))
    if (operation === 'Clear') this.held = []
    if (operation !== 'Pop') return ADMITTED
    const top = this.held.pop()
    const seen = outcome.kind === 'answered' ? outcome.output['value'] : undefined
    if (top === seen) return { ...ADMITTED, tested: [top === undefined ? 'stack.pop.empty-fails' : 'stack.pop.last-first'] }
    return {
      ...ADMITTED,
      verdict: 'refused',
      clause: top === undefined ? 'stack.pop.empty-fails' : 'stack.pop.last-first',
      allowed: String(top),
      seen: String(seen),
    }
  }
  timers(): readonly number[] {
    return []
  }
  describe(): readonly string[] {
    return this.held.map((value, nth) => `${nth}: ${value}`)
  }
  copy(): Oracle {
    return Object.assign(new StackOracle(), { held: [...this.held], isLost: this.isLost })
  }
  print(): string {
    return `${this.isLost} ${this.held.join(' ')}`
  }
}

const MOVES = ['Push', 'Push', 'Pop', 'Clear'] as const

/** Walks over a stack. */
export const stackWalks = (reference: Service = stack()): Walks => ({
  judged: { service: 'stack', open: () => new StackOracle(), touches: () => ['stack'] },
  reference,
  moves: MOVES.length,
  flaws: 1,
  begin: (setup) => {
    let toOpen = new Dice(setup).integer(0, 2)
    return {
      opening: () => (toOpen-- > 0 ? { operation: 'Push', input: { value: 0 } } : undefined),
      next: ({ move, dice }) => {
        const operation = MOVES[move]!
        return { operation, input: operation === 'Push' ? { value: new Dice(dice).integer(0, 100) } : {} }
      },
      see: () => {},
      timers: () => [],
    }
  },
})
