/** What is told twice, or in another order, ends the same: any scenario, by fast-check. */
import { fc } from '@fast-check/vitest'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replayHl7 } from '../../server/intake/hl7/replay.ts'
import { adt, type Peer, type Told } from './peer.ts'
import { openWard, type Ward } from './ward.ts'

let ward: Ward
let peer: Peer

beforeAll(async () => {
  ward = await openWard()
  peer = await ward.peer()
})
afterAll(() => ward.drop())

const log = pino({ level: 'silent' })
const by = { door: 'http', viewer: 'permitted', who: 'Ines' } as const
const stamp = (minute: number): string =>
  `20260501${String(8 + Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}00`

/** Everything a screen could show of it; who is known, where, away, waiting for which bed, in which state. */
async function whatIsSo(): Promise<object> {
  const rows = (sql: string) => ward.database.rows(sql)
  return {
    people:
      await rows(`select family, given, merged_into is not null as merged, array(select i.value from patient_identifier i
       where i.patient_id = p.patient_id order by 1) as numbers from patient p order by 4, 1`),
    visits:
      await rows(`select visit, mrn, class, awaited, started_at <> '-infinity' and not awaited and ended_at is null as here,
       cancelled_at is not null as cancelled, discharge_ordered_at is not null as ordered from encounter order by 1, 2, 6`),
    stays: await rows(`select e.visit, coalesce(b.code, u.code) as place, s.began_at, s.ended_at from stay s
       join encounter e using (encounter_id) join unit u using (unit_id) left join bed b on b.bed_id = s.bed_id
       where s.cancelled_at is null order by 1, 3`),
    absences:
      await rows(`select e.visit, a.kind, a.began_at, a.ended_at from absence a join encounter e using (encounter_id)
       where a.cancelled_at is null order by 1, 3, 2`),
    requests:
      await rows(`select e.visit, u.code as unit from bed_request r join encounter e using (encounter_id)
       left join unit u on u.unit_id = r.unit_id where r.ended_at is null order by 1, 2`),
    beds: await rows(`select code, staffed, block_reason, exists (select from turnover t where t.bed_id = b.bed_id
       and finished_at is null and cancelled_at is null) as turning from bed b order by 1`),
  }
}

interface Step {
  event: string
  who: 0 | 1
  bed: number
  from: number
}
const people: Told[] = [
  { mrn: '100', visit: 'V1', name: 'ORANGE^BLOOD' },
  { mrn: '200', visit: 'V2', name: 'LEMON^SUE' },
]
const place = (bed: number): string => (bed === 5 ? 'ED' : `4W^A^${bed}`)

/** The message of a step; each time it is made it has another control id. */
function messageOf({ event, who, bed, from }: Step, minute: number): string {
  const told: Told = { ...people[who], at: place(bed), from: place(from), when: stamp(minute) }
  const other = people[1 - who]
  if (event === 'A20') {
    const status = 'CHIKU'[from - 1] ?? 'U'
    return [...adt(event, told).split('\r').slice(0, 2), `NPU|${place(bed)}|${status}`].join('\r')
  }
  if (event === 'A17' || event === 'A24' || event === 'A37') {
    const pv1 = `PV1|1|I|${place(from)}||||||||||||||||${other?.visit}`
    return [adt(event, told), `PID|2||${other?.mrn}^^^HOSP^MR||${other?.name}`, pv1].join('\r')
  }
  if (event === 'A40' || event === 'A45') told.more = `MRG|${other?.mrn}^^^HOSP^MR||||${other?.visit}`
  return adt(event, told)
}

const events = (
  'A01 A02 A03 A04 A05 A06 A07 A08 A09 A10 A11 A12 A13 A14 A15 A16 A17 A20 A21 A22 A23 A24 A25 A26 A27 A28 A31 A32 ' +
  'A33 A37 A38 A40 A45 A52 A53'
).split(' ')
const step = fc.record({
  event: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('A01', 'A02', 'A03') },
    { weight: 2, arbitrary: fc.constantFrom(...events) },
  ),
  who: fc.constantFrom(0 as const, 1 as const),
  bed: fc.integer({ min: 1, max: 5 }),
  from: fc.integer({ min: 1, max: 5 }),
})

describe('any messages', () => {
  it('told twice each, one right after the other and under another id, end in what they end in told once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const ends: object[] = []
        for (const times of [1, 2]) {
          await ward.clear()
          for (const [i, one] of steps.entries()) {
            for (let nth = 0; nth < times; nth += 1) await peer.ask(messageOf(one, i))
          }
          ends.push(await whatIsSo())
        }
        expect(ends[1]).toEqual(ends[0])
      }),
      { numRuns: 8 },
    )
  })
})

describe('the moves of a visit', () => {
  it('told in any order, and once more what was quarantined, end in the same stays', async () => {
    const visit = fc.record({
      beds: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 4 }),
      leaves: fc.boolean(),
    })
    const order = fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(fc.tuple(visit, visit), order, async (visits, keys) => {
        // Two patients, each in beds of their own: whoever takes another's bed too early is told so, and that is right.
        const steps = visits.flatMap(({ beds, leaves }, who) =>
          [...beds, ...(leaves ? [0] : [])].map((bed, i, all) => ({
            event: bed === 0 ? 'A03' : i === 0 ? 'A01' : 'A02',
            who: who as 0 | 1,
            bed: 2 * who + (bed === 0 ? (all[i - 1] ?? 1) : bed),
            from: 1,
            minute: 10 * i,
          })),
        )
        const shuffled = steps.map((one, i) => [keys[i] ?? 0, one] as const).sort(([a], [b]) => a - b)
        const ends: object[] = []
        for (const told of [steps, shuffled.map(([, one]) => one)]) {
          await ward.clear()
          for (const one of told) await peer.ask(messageOf(one, one.minute))
          const reason = 'PV1-19: this visit is not on record'
          await replayHl7(ward.database, { application: 'HIS', facility: 'GH', reason }, by, log)
          expect(await ward.database.rows("select 1 from inbound where outcome = 'quarantined'")).toEqual([])
          ends.push(
            await ward.database.rows(`select e.visit, b.code, s.began_at, s.ended_at from stay s
            join encounter e using (encounter_id) join bed b using (bed_id) where s.cancelled_at is null order by 1, 3`),
          )
        }
        expect(ends[1]).toEqual(ends[0])
      }),
      { numRuns: 8 },
    )
  })
})
