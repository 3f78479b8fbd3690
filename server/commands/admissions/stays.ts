/** The stays of an encounter: reading them as a timeline, and making the record say what a new timeline says. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import type { BedNow } from '../beds/bed-now.ts'
import { lockBeds } from '../beds/lock-beds.ts'
import { refuseTaken } from './bed-taken.ts'
import type { Encounter } from './encounter.ts'
import {
  difference,
  staysOf,
  steps,
  type Difference,
  type Place,
  type Stay,
  type Timeline,
} from './timeline.ts'
import { turnBeds } from './turn-beds.ts'

export interface Known {
  encounter: Encounter
  stays: Stay[]
  timeline: Timeline
  /** The bed kept for this encounter. */
  reserved_bed_id: number | null
}

/** What is on record of where an encounter's patient was. The encounter is locked by the caller. */
export async function readStays(tx: Tx, encounter: Encounter): Promise<Known> {
  const stays = await tx.rows<Place & Omit<Stay, 'place'>>(
    `select stay_id, unit_id, bed_id, began_at, ended_at from stay
      where encounter_id = $1 and cancelled_at is null order by began_at`,
    [encounter.encounter_id],
  )
  const repeats = await tx.rows<Place & { at: Instant }>(
    'select at, unit_id, bed_id from stay_repeat where encounter_id = $1',
    [encounter.encounter_id],
  )
  const reserved = await tx.row<{ bed_id: number }>(
    'select bed_id from reservation where encounter_id = $1 and ended_at is null',
    [encounter.encounter_id],
  )
  const begins = new Set(stays.map((stay) => stay.began_at))
  const points = [
    ...stays.map((stay) => ({ at: stay.began_at, place: placeOf(stay) })),
    ...repeats.filter((row) => !begins.has(row.at)).map((row) => ({ at: row.at, place: placeOf(row) })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1))
  return {
    encounter,
    stays: stays.map((stay) => ({ ...stay, place: placeOf(stay) })),
    // Of an encounter that is over, its end; an encounter that is nowhere yet has no points.
    timeline: { points, end: encounter.ended_at },
    reserved_bed_id: reserved?.bed_id ?? null,
  }
}

const placeOf = ({ unit_id, bed_id }: Place): Place => ({ unit_id, bed_id })

/** Every bed a change of these stays may touch, and all in the rooms of the beds they go `to`, locked in one go. */
export function lockBedsOf(
  tx: Tx,
  known: readonly Known[],
  ...to: readonly Place[]
): Promise<Map<number, BedNow>> {
  const rooms = to.map((place) => place.bed_id)
  const theirs = known.flatMap((one) => [...one.stays.map((stay) => stay.place.bed_id), one.reserved_bed_id])
  return lockBeds(tx, [...theirs, ...rooms], { rooms })
}

export interface Plan {
  known: Known
  timeline: Timeline
  difference: Difference
}

/** What would change on record. Nothing is written yet. */
export function planned(known: Known, timeline: Timeline): Plan {
  return { known, timeline, difference: difference(known.stays, staysOf(timeline)) }
}

/** The stay that is open, or would be, in a bed the patient does not lie in now. */
export function taking({ difference: { added, changed } }: Plan): (Place & { bed_id: number }) | undefined {
  const opened = [...added, ...changed.filter(({ stay }) => stay.ended_at !== null).map(({ to }) => to)]
  const open = opened.find((span) => span.ended_at === null)?.place
  return open && open.bed_id !== null ? { unit_id: open.unit_id, bed_id: open.bed_id } : undefined
}

/**
 * Makes the record say what the plans say, and turns the beds that were left or taken by it.
 * @param at the instant of the act, for what is cancelled by it
 * @param why what ends a turn when its bed is taken
 * @param left what a bed is whose stay is cancelled: `used`, so it wants cleaning, or `unused`
 * @returns the beds it touched
 * @throws Refused `bed-taken`, `patient-elsewhere`
 */
export async function rewrite(
  tx: Tx,
  plans: readonly Plan[],
  { at, why, left }: { at: Instant; why: string; left: 'used' | 'unused' },
): Promise<number[]> {
  const among = plans.map(({ known }) => known.encounter.encounter_id)
  for (const { known, difference: d } of plans) {
    await refuseTaken(tx, known.encounter, [...d.added, ...d.changed.map(({ to }) => to)], among)
  }
  await write(tx, plans)
  for (const plan of plans) await writeRepeats(tx, plan)
  return turnBeds(tx, plans, { at, why, left })
}

/** Cancel, change, add: in this order no two stays overlap on the way (timeline.ts, steps). */
async function write(tx: Tx, plans: readonly Plan[]): Promise<void> {
  const cancelled = plans.flatMap((plan) => plan.difference.cancelled)
  await tx.rows('update stay set cancelled_at = now() where stay_id = any ($1)', [
    cancelled.map((stay) => stay.stay_id),
  ])
  for (const stay of steps(plans.flatMap((plan) => plan.difference.changed))) {
    await tx.rows('update stay set began_at = $2, ended_at = $3 where stay_id = $1', [
      stay.stay_id,
      stay.began_at,
      stay.ended_at,
    ])
  }
  for (const { known, difference: d } of plans) {
    for (const span of d.added) {
      await tx.rows(
        `insert into stay (encounter_id, patient_id, site, unit_id, bed_id, began_at, ended_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          known.encounter.encounter_id,
          known.encounter.patient_id,
          known.encounter.site,
          span.place.unit_id,
          span.place.bed_id,
          span.began_at,
          span.ended_at,
        ],
      )
    }
  }
}

/** The points at which no stay begins (see timeline.ts). */
async function writeRepeats(tx: Tx, { known, timeline }: Plan): Promise<void> {
  const begins = new Set(staysOf(timeline).map((span) => span.began_at))
  const repeats = timeline.points.filter((point) => !begins.has(point.at))
  await tx.rows('delete from stay_repeat where encounter_id = $1 and at <> all ($2)', [
    known.encounter.encounter_id,
    repeats.map((point) => point.at),
  ])
  await tx.rows(
    `insert into stay_repeat (encounter_id, at, unit_id, bed_id)
     select $1, * from unnest($2::timestamptz[], $3::bigint[], $4::bigint[])
     on conflict (encounter_id, at) do update set unit_id = excluded.unit_id, bed_id = excluded.bed_id`,
    [
      known.encounter.encounter_id,
      repeats.map((point) => point.at),
      repeats.map((point) => point.place.unit_id),
      repeats.map((point) => point.place.bed_id),
    ],
  )
}

/** The stay on record at an instant, or the open one. */
export async function stayAt(tx: Tx, encounterId: number, at: Instant): Promise<number> {
  const stay = await tx.row<{ stay_id: number }>(
    `select stay_id from stay
      where encounter_id = $1 and cancelled_at is null and tstzrange(began_at, ended_at) @> $2::timestamptz`,
    [encounterId, at],
  )
  if (!stay) throw new Error(`encounter ${encounterId} is nowhere at ${at}`) // its caller has just put it there
  return stay.stay_id
}
