import { escape } from '../escape.js'

/** A citation as a link where it names a page, as text where it does not. */
export const citation = (source: string): string => {
  const [url = '', ...section] = source.split(' — ')
  if (!/^https:\/\/[a-z0-9.-]+\.amazon(?:aws)?\.com\//.test(url)) return escape(source)
  return `<a href="${escape(url)}" rel="noreferrer">${escape(section.join(' — ') || url)}</a>`
}
