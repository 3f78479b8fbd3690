/** What a change of stays means for the beds: those left want cleaning, those taken end their turn and their reservation. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { readyAgain } from '../beds/ready-again.ts'
import { vacate, type Left } from './vacate.ts'
import type { Plan } from './stays.ts'

/** @returns every bed concerned. The stays are written and the beds locked by the caller. */
export async function turnBeds(
  tx: Tx,
  plans: readonly Plan[],
  { at, why, left }: { at: Instant; why: string; left: 'used' | 'unused' },
): Promise<number[]> {
  const touched = new Set<number>()
  for (const { known, timeline, difference: d } of plans) {
    const ends: Left[] = []
    const leave = (bed_id: number, at: Instant): void => {
      ends.push({ bed_id, at, by: at === timeline.end ? 'discharge' : 'transfer' })
    }
    const unused: number[] = []
    for (const { place, began_at, ended_at } of d.cancelled) {
      if (place.bed_id === null) continue
      touched.add(place.bed_id)
      if (left === 'used' && ended_at === null && began_at < at) leave(place.bed_id, at)
      else if (left === 'unused' && ended_at !== null) {
        await neverLeft(tx, place.bed_id, ended_at, at)
        unused.push(place.bed_id)
      } else unused.push(place.bed_id)
    }
    for (const { stay, to } of d.changed) {
      if (stay.place.bed_id === null) continue
      touched.add(stay.place.bed_id)
      if (to.ended_at === null || to.ended_at === stay.ended_at) continue
      if (stay.ended_at !== null) await leftAtAnotherTime(tx, stay.place.bed_id, stay.ended_at, to.ended_at)
      leave(stay.place.bed_id, to.ended_at)
    }
    for (const { place, ended_at } of d.added) {
      if (place.bed_id === null) continue
      touched.add(place.bed_id)
      if (ended_at !== null) leave(place.bed_id, ended_at)
    }
    await vacate(tx, ends)
    const reopened = d.changed.filter(({ stay }) => stay.ended_at !== null).map(({ to }) => to)
    for (const { place, ended_at } of [...d.added, ...reopened]) {
      if (place.bed_id !== null && ended_at === null) {
        await take(tx, place.bed_id, known.encounter.encounter_id, { at, why })
      }
    }
    await readyAgain(tx, unused, at)
  }
  return [...touched]
}

/** The patient had left at another time than we thought: so the bed had been vacated then, and asked for if by itself. */
async function leftAtAnotherTime(tx: Tx, bedId: number, before: Instant, now: Instant): Promise<void> {
  await tx.rows(
    `update turnover
        set vacated_at = $3, asked_at = case when asked_by is null and asked_at = vacated_at then $3 else asked_at end
      where bed_id = $1 and vacated_at = $2 and cancelled_at is null
        and (asked_at is null or asked_at >= $3 or (asked_by is null and asked_at = vacated_at))
        and (started_at is null or started_at >= $3) and (assigned_at is null or assigned_at >= $3)`,
    [bedId, before, now],
  )
}

/** The patient had not been there: nobody left this bed at that time. A cleaning that has begun goes on. */
async function neverLeft(tx: Tx, bedId: number, endedAt: Instant, at: Instant): Promise<void> {
  await tx.rows(
    `update turnover set cancelled_at = $3, cancelled_why = 'the stay was corrected'
      where bed_id = $1 and (vacated_at = $2 or (opened_by = 'sensor' and vacated_at <= $2 and finished_at is null))
        and cancelled_at is null and started_at is null`,
    [bedId, endedAt, at],
  )
}

async function take(
  tx: Tx,
  bedId: number,
  encounterId: number,
  { at, why }: { at: Instant; why: string },
): Promise<void> {
  await tx.rows(
    `update turnover set cancelled_at = $2, cancelled_why = $3
      where bed_id = $1 and finished_at is null and cancelled_at is null`,
    [bedId, at, why],
  )
  await tx.rows(
    `update reservation set ended_at = greatest($3, made_at), ended_why = 'arrived'
      where bed_id = $1 and encounter_id = $2 and ended_at is null`,
    [bedId, encounterId, at],
  )
}
