/** How a person is named on a screen, and on one that must not name them. */
import { isMasked } from '../../schema/names.ts'
import { fullName } from '../../schema/person-name.ts'
import type { PrivacyLevel } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'

/** masked: by the rule of the site, consoles do not name them either; who must know reveals the name (queries/reveal). */
export interface Known {
  name: string | null
  hidden: boolean
  masked: boolean
}

/** Who somebody is, with all that decides who is told. A board's row holds this; no screen gets it as it is. */
export function knownAs(patient: Tables['patient'], site: string, mirror: MirrorView): Known {
  const { privacy } = patient
  const mask = mirror.site.get(site)?.names_masked ?? 'everybody'
  return { name: fullName(patient), hidden: privacy === 'hidden', masked: isMasked(privacy, mask) }
}

/** The same as a screen of this level is told it. */
export function namedAt(level: PrivacyLevel, { name, hidden, masked }: Known): Known {
  const short = hidden || name === null ? null : initials(name)
  switch (level) {
    case 'full':
      return { name: masked ? short : name, hidden, masked }
    case 'secured':
      return { name: short, hidden, masked: false } // nobody reveals anything there
    case 'corridor':
    case 'public':
      return { name: null, hidden: false, masked: false }
  }
}

/** "OKAFOR, Amara" → "O. A.": the first letter (by grapheme) of family and given name. */
export function initials(name: string): string {
  return name
    .split(', ', 2)
    .map((part) => firstGrapheme(part.trim()))
    .filter((letter) => letter !== '')
    .map((letter) => `${letter.toUpperCase()}.`)
    .join(' ')
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function firstGrapheme(text: string): string {
  for (const { segment } of graphemes.segment(text)) return segment
  return ''
}
