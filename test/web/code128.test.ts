/** The barcode of a patient's number. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { code128, code128Symbols } from '../../web/lib/code128.ts'

/** Read back from the bars alone: widths of bars and spaces, six to a symbol, looked up in what single letters look like. */
function widthsOf(text: string): number[] {
  const { width, path } = code128(text) ?? { width: 0, path: '' }
  const bars = [...path.matchAll(/M(\d+) 0h(\d+)v1h-\2z/g)].map(([, x, n]) => [Number(x), Number(n)] as const)
  const widths = bars.flatMap(([x, n], at) => [n, (bars[at + 1]?.[0] ?? x + n) - x - n]).slice(0, -1)
  expect(bars[0]?.[0]).toBe(10)
  expect(width - widths.reduce((sum, n) => sum + n, 0)).toBe(20)
  return widths
}

describe('a number as a barcode', () => {
  it.each([
    ['PJJ123C', [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]], // the standard's worked example, in set B
    ['0103759', [105, 1, 3, 75, 100, 25, 38, 106]], // pairs, and the odd digit in set B
    ['123456', [105, 12, 34, 56, 44, 106]],
  ])('%s is said by its symbols, the check among them', (text, symbols) =>
    expect(code128Symbols(text)).toEqual(symbols),
  )

  it('has eleven modules a symbol and thirteen for the stop, an even number of them dark', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{1,20}$/), (text) => {
        const symbols = code128Symbols(text) ?? []
        const widths = widthsOf(text)
        const cut = symbols.map((_, at) =>
          widths.slice(at * 6, at === symbols.length - 1 ? undefined : at * 6 + 6),
        )
        for (const [at, symbol] of cut.entries()) {
          const last = at === symbols.length - 1
          expect(symbol.reduce((sum, n) => sum + n, 0)).toBe(last ? 13 : 11)
          const dark = symbol.filter((_, n) => n % 2 === 0).reduce((sum, n) => sum + n, 0)
          expect(dark % 2).toBe(0)
        }
      }),
    )
  })

  it('no two symbols look alike', () => {
    const looks = Array.from({ length: 95 }, (_, n) =>
      widthsOf(String.fromCharCode(32 + n))
        .slice(6, 12)
        .join(''),
    )
    expect(new Set(looks).size).toBe(95)
  })

  it('there is none of what it cannot say', () =>
    expect([code128('٤٢'), code128('')]).toEqual([undefined, undefined]))
})
