/** A 32-bit number of a text (FNV-1a): so that every clause, combination and case has a seed of its own, derived from the run's. */
export const hash32 = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash ^= text.charCodeAt(at)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash | 0
}
