import { hash32 } from '../hash.js'

/** One of several parts of a suite, counted from 1. */
export interface Shard {
  readonly part: number
  readonly of: number
}

/** Whether a clause id belongs to a part. It goes by the id alone, so that parts stay disjoint whatever each of them loads. */
export const isInShard = (id: string, shard: Shard | undefined): boolean =>
  shard === undefined || mixed(hash32(id)) % shard.of === shard.part - 1

/** The low bits of a hash of texts that are alike are not evenly spread. */
const mixed = (hash: number): number => (Math.imul(hash ^ (hash >>> 16), 0x45d9f3b) ^ (hash >>> 13)) >>> 0

/**
 * Whether a clause id is meant by one of the globs: `*` stands for any characters within a word of the path, `**` for any at all.
 * A glob that names a whole topic (`sqs.fifo`) means everything below it. No globs mean everything.
 */
export const isSelected = (id: string, globs: readonly string[]): boolean =>
  globs.length === 0 || globs.some((glob) => patternOf(glob).test(id))

const patternOf = (glob: string): RegExp => {
  const body = glob
    .split('**')
    .map((part) =>
      part
        .split('*')
        .map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('[^.]*'),
    )
    .join('.*')
  return new RegExp(`^${body}(?:\\..*)?$`)
}
