import { describe, expect, it } from 'vitest'
import { senderErrors, type TypedSender } from '../../web/consoles/inbox/sender-errors.ts'

const whole: TypedSender = {
  application: 'HIS',
  facility: 'GH',
  site: 'gh',
  unit: '1',
  bed: '3',
  timeZone: '',
}
const wrong = (differs: Partial<TypedSender>, others: { application: string; facility: string }[] = []) =>
  senderErrors({ ...whole, ...differs }, others).map(({ error }) => error)

describe('what was typed of a sender', () => {
  it('is well when nothing is missing', () => expect(wrong({})).toEqual([]))
  it('says everything that is wrong at once, in the order of the form', () =>
    expect(wrong({ application: ' ', site: '', unit: '3', timeZone: 'Riyad' })).toEqual([
      'application',
      'site',
      'bed',
      'timeZone',
    ]))
  it('is a sender that is not set yet', () => {
    expect(wrong({}, [{ application: 'HIS', facility: 'GH' }])).toEqual(['taken'])
    expect(wrong({}, [{ application: 'HIS', facility: 'OTHER' }])).toEqual([])
  })
  it('may name nobody where its messages name nobody', () =>
    expect(senderErrors({ ...whole, application: '', facility: '' }, undefined)).toEqual([]))
  it.each(['Asia/Riyadh', 'UTC', ''])('"%s" is a time zone, or none', (timeZone) =>
    expect(wrong({ timeZone })).toEqual([]),
  )
})
