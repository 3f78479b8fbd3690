import { describe, expect, test } from 'vitest'
import { Outage } from '../../server/outage.ts'
import { until } from '../support/until.ts'

function watched(steadyMs?: number): { outage: Outage; said: string[]; fields: object[] } {
  const said: string[] = []
  const fields: object[] = []
  const take = (more: object, text: string): void => void (fields.push(more), said.push(text))
  const log = { info: take, warn: take }
  const outage = new Outage({ what: 'the broker', meanwhile: 'no device is heard', log, steadyMs })
  return { outage, said, fields }
}

describe('what is away', () => {
  test('is said once, however many notice, and once when it is back', () => {
    const { outage, said, fields } = watched()
    outage.here()
    expect(said).toEqual([])
    for (let nth = 0; nth < 100; nth++) outage.away(new Error('refused'))
    outage.here()
    outage.here()
    expect(said).toEqual(['the broker is away; no device is heard', 'the broker is back'])
    expect(fields).toMatchObject([
      { event: 'away', part: 'the broker' },
      { event: 'back', failures: 100 },
    ])
  })

  test('is a warning for as long as it lasts', () => {
    const { outage } = watched()
    expect(outage.warning).toBeUndefined()
    outage.away()
    expect(outage.warning).toBe('away for 0 s; no device is heard')
    outage.here()
    expect(outage.warning).toBeUndefined()
  })

  test('is not back for one who is answered while others are not', async () => {
    const { outage, said } = watched(100)
    outage.away()
    outage.here()
    outage.away()
    expect(said).toHaveLength(1)
    await until(() => (outage.here(), said.length === 2), { what: 'it to be back' })
  })
})
