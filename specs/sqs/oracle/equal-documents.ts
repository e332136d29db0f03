/** Whether two texts of an attribute say the same: documents in JSON may be written in more than one way. */
export function equalText(name: string, mine: string | undefined, seen: string | undefined): boolean {
  if (mine === seen) return true
  if (!DOCUMENTS.has(name)) return false
  // How a document that was taken away is shown is not documented: not at all, or empty.
  if (mine === undefined || seen === undefined) return seen === ''
  try {
    return JSON.stringify(plain(JSON.parse(mine), name)) === JSON.stringify(plain(JSON.parse(seen), name))
  } catch {
    return false
  }
}
const DOCUMENTS: ReadonlySet<string> = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy'])

/** One form for what can be written in several: numbers as texts, lists of one as the one, other lists of texts in any order, accounts as their ARN. */
function plain(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => plain(item, name))
    if (items.length === 1) return items[0]
    return items.every((item) => typeof item === 'string') ? items.sort() : items
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([key]) => !(name === 'Policy' && key === 'Id'))
    return members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, plain(item, name)])
  }
  const text = String(value)
  return /^\d{12}$/.test(text) ? `arn:aws:iam::${text}:root` : text
}
