import { escape } from '../report/escape.js'
import { VERDICTS, type Verdict } from '../suite/result.js'

/** A verdict, or that there is none. */
export type Shown = Verdict | 'absent'

interface Look {
  /** One letter in the data of the list. */
  readonly letter: string
  /** Verdicts are told apart by their form, not by colour alone. */
  readonly glyph: string
  readonly word: string
  /** Said of several: `3 diverge`. */
  readonly many: string
}

export const LOOKS: Readonly<Record<Shown, Look>> = {
  conforms: { letter: 'c', glyph: '✓', word: 'conforms', many: 'conform' },
  diverges: { letter: 'd', glyph: '✗', word: 'diverges', many: 'diverge' },
  unsupported: { letter: 'u', glyph: '∅', word: 'not supported', many: 'not supported' },
  inconclusive: { letter: 'i', glyph: '?', word: 'inconclusive', many: 'inconclusive' },
  skipped: { letter: 's', glyph: '–', word: 'skipped', many: 'skipped' },
  absent: { letter: '.', glyph: '·', word: 'not run', many: 'not run' },
}

export const SHOWN: readonly Shown[] = [...VERDICTS, 'absent']

/** `✗ diverges` */
export const verdictMark = (verdict: Shown): string =>
  `<span class="verdict ${verdict}"><span class="glyph" aria-hidden="true">${LOOKS[verdict].glyph}</span>${escape(LOOKS[verdict].word)}</span>`
