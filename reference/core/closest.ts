/** How many single edits lead from one text to the other; texts are short here, so the plain table will do. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const kept = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(kept, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/**
 * The ids somebody may have meant: those a few slips away, or whose last words were given without the path to them.
 *
 * @returns at most `most`, nearest first; empty when nothing comes near
 */
export const closest = (wanted: string, ids: readonly string[], most = 3): readonly string[] => {
  const text = wanted.slice(0, 200).toLowerCase()
  if (text === '') return []
  const limit = Math.max(2, Math.floor(text.length / 4))
  return ids
    .map((id) => ({ id, far: id.includes(text) ? 0 : Math.min(distance(text, id), distance(text, id.slice(id.indexOf('.') + 1)) + 1) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.id < b.id ? -1 : 1))
    .slice(0, most)
    .map(({ id }) => id)
}
