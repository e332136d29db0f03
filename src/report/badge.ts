import type { Tier } from '../ledger/dependence.js'
import { escape } from './escape.js'
import type { Report } from './report.js'
import { isMostlyDecided, percent, scoresOf, type Score } from './score.js'

/** What a badge is about. */
export interface BadgeOptions {
  readonly service?: string
  readonly tier?: Tier
  readonly asOf?: string
}

/** Colours that differ in lightness as well, and carry white text. */
const COLOURS = { good: '#1a7f37', fair: '#8a6100', poor: '#b3261e' } as const
type Mood = keyof typeof COLOURS

const FONT = 11
const HEIGHT = 20
/** Characters of the font are about so wide; `textLength` makes the text fit whatever font is there. */
const CHARACTER = 6.4
const PADDING = 6

/** A report as a badge in SVG: what a target reached, or how much of it conforms. */
export const badge = (report: Report, options: BadgeOptions = {}): string => {
  const { label, message, mood } = wordsOf(report, options)
  const [left, right] = [widthOf(label), widthOf(message)]
  const width = left + right
  const text = (words: string, from: number, room: number): string =>
    `<text x="${from + room / 2}" y="14" textLength="${room - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${escape(words)}</text>`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" role="img" aria-label="${escape(`${label}: ${message}`)}">` +
    `<title>${escape(`${label}: ${message}`)}</title>` +
    `<clipPath id="r"><rect width="${width}" height="${HEIGHT}" rx="3"/></clipPath>` +
    `<g clip-path="url(#r)"><rect width="${left}" height="${HEIGHT}" fill="#3b4148"/><rect x="${left}" width="${right}" height="${HEIGHT}" fill="${COLOURS[mood]}"/></g>` +
    `<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,'DejaVu Sans',sans-serif" font-size="${FONT}">${text(label, 0, left)}${text(message, left, right)}</g>` +
    '</svg>\n'
  )
}

const widthOf = (words: string): number => Math.round(words.length * CHARACTER) + 2 * PADDING

interface Words {
  readonly label: string
  readonly message: string
  readonly mood: Mood
}

const wordsOf = (report: Report, { service, tier, asOf }: BadgeOptions): Words => {
  const month = asOf === undefined ? '' : ` ${asOf}`
  const scores = scoresOf(report, asOf).filter((score) => service === undefined || score.service === service)
  const services = [...new Set(scores.map((score) => score.service))]
  const label = `touchstone ${service ?? services.join(' + ')}${month}`.trim()
  if (scores.length === 0) return { label, message: 'not judged', mood: 'poor' }
  if (tier !== undefined)
    return ofTier(
      `${label} ${tier}`,
      scores.filter((score) => score.tier === tier),
    )
  // The highest tier that every service reached, else how much of the broadest conforms.
  const reached = (['broad', 'core'] as const).find((one) => {
    const these = scores.filter((score) => score.tier === one)
    return these.length > 0 && these.every(({ isReached }) => isReached)
  })
  const broad = ofTier(
    label,
    scores.filter((score) => score.tier === 'broad'),
  )
  return reached === undefined ? broad : { label, message: `${reached}, ${broad.message}`, mood: 'good' }
}

const ofTier = (label: string, scores: readonly Score[]): Words => {
  const conforms = scores.reduce((sum, score) => sum + score.conforms, 0)
  const decided = scores.reduce((sum, score) => sum + score.conforms + score.diverges + score.unsupported, 0)
  const share = decided === 0 ? 0 : conforms / decided
  const isReached = scores.length > 0 && scores.every((score) => score.isReached)
  // A share of a few clauses is not to be taken for one of all.
  const message = decided === 0 ? 'not judged' : `${percent(share)}${scores.every(isMostlyDecided) ? '' : ` of ${decided} clauses`}`
  return { label, message, mood: isReached ? 'good' : share >= 0.8 ? 'fair' : 'poor' }
}
