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
