/** What a label printer is told. */
import { describe, expect, it } from 'vitest'
import { labelsZpl, wristbandZpl } from '../../web/lib/zpl.ts'

const amara = {
  name: 'Okafor, Amara',
  mrn: '0103759',
  lines: ['born 29 Feb 1980 · Female', 'General Hospital'],
}

describe('a wristband for a label printer', () => {
  it('says who wears it, with their number as a square code at both ends, in UTF-8, within the band', () => {
    const zpl = wristbandZpl(amara, '8')
    expect(zpl.startsWith('^XA\n^CI28\n^PW203\n^LL2232\n')).toBe(true)
    expect(zpl.endsWith('^XZ\n')).toBe(true)
    for (const said of ['Okafor, Amara', '0103759', 'born 29 Feb 1980 · Female', 'General Hospital'])
      expect(zpl).toContain(`^FD${said}^FS`)
    expect(zpl.match(/\^BQN,2,6\^FH\^FDMA,0103759\^FS/g)).toHaveLength(2)
    for (const [, x, y] of zpl.matchAll(/\^FO(\d+),(\d+)/g)) {
      expect(Number(x)).toBeLessThan(203)
      expect(Number(y)).toBeLessThan(2232)
    }
  })
  it('is as large on a finer printer', () => {
    expect(wristbandZpl(amara, '12')).toContain('^PW305\n^LL3348\n')
    expect(wristbandZpl(amara, '12')).toContain('^BQN,2,9^')
  })
  it('takes no name for a command', () => {
    const zpl = wristbandZpl({ ...amara, name: 'O^XZ~JR_\\\nNeil' }, '8')
    expect(zpl).toContain('^FDO_5eXZ_7eJR_5f_5c_0aNeil^FS')
    expect(zpl.match(/\^XZ/g)).toHaveLength(1)
  })
})

it('labels have a barcode, and are as many as were asked for', () => {
  const zpl = labelsZpl(amara, '8', 7)
  expect(zpl).toContain('^BCN,56,N,N,N,A^FH^FD0103759^FS')
  expect(zpl).toContain('^PQ7\n^XZ')
})
