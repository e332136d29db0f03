import { ABSENT, VALID } from './sides.js'

/** A step into an input: to a member of a structure, to the first element of a list, to the value of a key of a map. */
export type Step = { readonly kind: 'member' | 'key'; readonly name: string } | { readonly kind: 'element' }

/** Where a member is in the input of an operation: `PutRecords.Records[].Data`, `CreateTopic.Attributes{TracingConfig}`. */
export interface MemberPath {
  /** As it is written. */
  readonly text: string
  readonly operation: string
  readonly steps: readonly Step[]
}

const STEP = /\.(\w+)|\[\]|\{([^}]+)\}/gy

/** Reads a path as the ledger's field `member` has it. */
export const memberAt = (text: string): MemberPath => {
  const operation = /^\w+/.exec(text)?.[0]
  const steps: Step[] = []
  STEP.lastIndex = operation?.length ?? 0
  for (let end = STEP.lastIndex; end < text.length; end = STEP.lastIndex) {
    const [, name, key] = STEP.exec(text) ?? []
    if (STEP.lastIndex === 0) break
    steps.push(name !== undefined ? { kind: 'member', name } : key !== undefined ? { kind: 'key', name: key } : { kind: 'element' })
  }
  if (operation === undefined || steps.length === 0 || STEP.lastIndex !== text.length) {
    throw new Error(`"${text}" is no path to a member: write it as PutRecords.Records[].Data or CreateTopic.Attributes{TracingConfig}`)
  }
  return { text, operation, steps }
}

/** The input with another value of the member, or without it. What holds the member must be in the input, but for maps. */
export const place = (input: object, { text, steps }: MemberPath, value: unknown): object => {
  const into = (holder: unknown, nth: number): unknown => {
    const step = steps[nth]
    if (step === undefined) return value
    if (step.kind === 'element') {
      if (!Array.isArray(holder) || holder.length === 0) throw new Error(`the valid input has no element to change on the way to ${text}`)
      const [first, ...others] = holder as unknown[]
      const changed = into(first, nth + 1)
      return changed === ABSENT ? others : [changed, ...others]
    }
    if (typeof (holder ?? {}) !== 'object') throw new Error(`the valid input has a plain value on the way to ${text}`)
    const { [step.name]: before, ...others } = (holder ?? {}) as Readonly<Record<string, unknown>>
    const changed = into(before, nth + 1)
    return changed === ABSENT ? others : { ...others, [step.name]: changed }
  }
  if (value === VALID) return input
  return into(input, 0) as object
}
