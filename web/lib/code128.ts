/** Code 128 (ISO/IEC 15417) as the outline of its bars, for an SVG: the number a scanner at the bedside reads. Pure. */

/** Widths of bar, space, bar, space, bar, space; the last is the stop, with one bar more. */
const WIDTHS =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'.split(
    ' ',
  )
const TO_B = 100
const START_B = 104
const START_C = 105
const STOP = 106
const MODULO = 103
/** The quiet zone on each side that readers need. */
const QUIET = 10

/** Symbol values from the start to the stop, the check symbol before it; undefined: it holds what the code cannot say. */
export function code128Symbols(text: string): number[] | undefined {
  if (!/^[ -~]+$/.test(text)) return undefined
  const said = /^\d{4,}$/.test(text) ? inPairs(text) : [START_B, ...inB(text)]
  const check = said.reduce((sum, symbol, at) => sum + symbol * Math.max(at, 1), 0) % MODULO
  return [...said, check, STOP]
}

/** @returns the width of the whole, quiet zones included, and a path of that width and a height of 1 */
export function code128(text: string): { width: number; path: string } | undefined {
  const symbols = code128Symbols(text)
  if (!symbols) return undefined
  let x = QUIET
  const bars: string[] = []
  for (const symbol of symbols) {
    Array.from(WIDTHS[symbol] ?? '').forEach((digit, at) => {
      const width = Number(digit)
      if (at % 2 === 0) bars.push(`M${x} 0h${width}v1h-${width}z`)
      x += width
    })
  }
  return { width: x + QUIET, path: bars.join('') }
}

/** Digits two in a symbol; an odd one at the end is said in set B. */
function inPairs(digits: string): number[] {
  const pairs = (digits.match(/\d\d/g) ?? []).map(Number)
  const odd = digits.length % 2 === 1 ? [TO_B, ...inB(digits.slice(-1))] : []
  return [START_C, ...pairs, ...odd]
}

const inB = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0) - 32)
