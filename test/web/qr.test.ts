import { describe, expect, it } from 'vitest'
import { qrCode } from '../../web/lib/qr.ts'

/** The squares the path fills, drawn back from its rectangles. */
function drawn(text: string): { side: number; dark: (x: number, y: number) => boolean } {
  const { side, path } = qrCode(text)
  const squares = new Set<string>()
  for (const [, x, y, n] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    for (let step = 0; step < Number(n); step += 1) squares.add(`${Number(x) + step} ${y}`)
  return { side, dark: (x, y) => squares.has(`${x} ${y}`) }
}

describe('the code on a bed’s label', () => {
  const address = 'https://wardroom.example.org/tasks?site=gh&bed=4W-12'
  const { side, dark } = drawn(address)

  it('has the three finder patterns in its corners, with the quiet zone of four around', () => {
    const rows = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111']
    for (const [left, top] of [
      [4, 4],
      [side - 11, 4],
      [4, side - 11],
    ] as const)
      rows.forEach((row, y) => Array.from(row, (bit, x) => expect(dark(left + x, top + y)).toBe(bit === '1')))
    for (let at = 0; at < side; at += 1)
      for (const edge of [0, 3, side - 4, side - 1]) {
        expect(dark(edge, at)).toBe(false)
        expect(dark(at, edge)).toBe(false)
      }
  })
  it('is another for another bed', () => {
    expect(qrCode(address.replace('12', '13')).path).not.toBe(qrCode(address).path)
  })
})
