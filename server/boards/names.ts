/** How a person is named on a screen that must not name them. */

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
