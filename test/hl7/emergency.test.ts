/** What ADT messages do to visits of the emergency department: nobody has to tell it a second time. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { adt, codeOf, type Peer, type Told } from './peer.ts'
import { openWard, type Ward } from './ward.ts'

let ward: Ward
let peer: Peer
beforeAll(async () => {
  ward = await openWard()
  peer = await ward.peer()
})
afterAll(() => ward.drop())
afterEach(async () => {
  await ward.clear()
})

const hour = (h: number): string => `202605010${h}0000`
/** The same in summer, when London is an hour ahead. */
const utc = (h: number): string => `2026-05-01T0${h - 1}:00:00.000Z`
async function told(...messages: [event: string, told: Told][]): Promise<void> {
  for (const [event, said] of messages) expect(codeOf(await peer.ask(adt(event, said)))).toBe('AA')
}
const visits = () =>
  ward.database.rows(
    'select arrived_at, decided_at, left_at, left_how from ed_visit where cancelled_at is null order by arrived_at',
  )
const classes = () => ward.database.rows('select class, classified_at from encounter')
const came = { arrived_at: utc(1), decided_at: null, left_at: null, left_how: null }

describe('a visit to the emergency department', () => {
  it('opens with an A04 of class emergency, and ends with its A03', async () => {
    await told(['A04', { at: 'ED', class: 'E', when: hour(1) }])
    expect(await visits()).toEqual([came])
    await told(['A03', { at: 'ED', when: hour(3) }])
    expect(await visits()).toMatchObject([{ left_at: utc(3), left_how: 'home' }])
  })

  it('opens for an inpatient who is admitted into the department, and not for one on a ward', async () => {
    await told(['A01', { at: '4W^A^1', when: hour(1) }])
    expect(await visits()).toEqual([])
    await told(['A01', { at: 'ED', mrn: '200', visit: 'V2', when: hour(1) }])
    expect(await visits()).toEqual([came])
  })

  it('ends with the A02 to a ward, as one that was admitted; A12 takes that back', async () => {
    await told(['A04', { at: 'ED', class: 'E', when: hour(1) }], ['A02', { at: '4W^A^1', when: hour(2) }])
    expect(await visits()).toMatchObject([{ left_at: utc(2), left_how: 'admitted' }])
    await told(['A12', { at: 'ED', when: hour(3) }])
    expect(await visits()).toMatchObject([came])
  })

  it('is here again when A13 takes the discharge back, and never was when A11 takes the arrival back', async () => {
    await told(['A04', { at: 'ED', class: 'E', when: hour(1) }], ['A03', { at: 'ED', when: hour(2) }])
    await told(['A13', { at: 'ED', when: hour(3) }])
    expect(await visits()).toEqual([came])
    await told(['A11', { at: 'ED', when: hour(4) }])
    expect(await visits()).toEqual([])
  })

  it('is decided when A06 makes an inpatient of who is still there: from then on they board', async () => {
    await told(['A04', { at: 'ED', class: 'E', when: hour(1) }], ['A06', { at: 'ED', when: hour(2) }])
    expect(await visits()).toMatchObject([{ left_at: null, decided_at: utc(2) }])
    expect(await classes()).toEqual([{ class: 'inpatient', classified_at: utc(2) }])
  })

  it('is not taken back by an A08 that still says E, which says so; by an A07 it is', async () => {
    const emergency = { at: 'ED', class: 'E' }
    await told(['A04', { ...emergency, when: hour(1) }], ['A15', { at: 'ED', class: 'E', when: hour(2) }])
    const admitted = [{ class: 'inpatient', classified_at: utc(2) }]
    expect(await classes()).toEqual(admitted)
    await told(['A08', { ...emergency, when: hour(3) }], ['A02', { at: '4W^A^1', class: 'E', when: hour(4) }])
    expect(await classes()).toEqual(admitted)
    const reason = expect.stringContaining('PV1-2: admitted from the emergency department') as string
    expect((await ward.inbound()).slice(-2)).toMatchObject([
      { outcome: 'stored', reason },
      { outcome: 'applied', reason },
    ])
    await told(['A07', { at: '4W^A^1', class: 'E', when: hour(5) }])
    expect(await classes()).toEqual([{ class: 'emergency', classified_at: utc(5) }])
  })
})
