import { missingIn, notScored, scoreOf, type SpO2Scale } from '../../../schema/observations/news2.ts'
import { vitalNames, type Vitals } from '../../../schema/observations/vitals.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { lockEncounter, refuseCancelled, refuseUnlessOpen, type Encounter } from '../admissions/encounter.ts'
import { doneFor } from '../discharges/leaving.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { By, Verb } from '../verb.ts'
import { carriedFor, type Carried } from './carried.ts'
import { refuseDoubtful } from './doubtful.ts'

/**
 * A set of observations was taken. By a person, by a monitor at the bed (nobody's word until it is confirmed; what it cannot
 * measure stands there from the last set of a person, and says so), or told by another system.
 */
export const record: Verb<'observations/record'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  const { encounter_id } = encounter
  const at = instantOf(input.at, now)
  refuseElsewhen(encounter, at)
  const said = vitalsOf(input)
  const source = input.monitor === undefined ? (by.door === 'hl7' ? 'message' : 'person') : 'monitor'
  // A machine and another system say what they have measured: nobody is there to look twice.
  refuseDoubtful(said, source === 'person' ? input.sure : 'all')
  const device = input.monitor === undefined ? null : await monitorOf(tx, encounter.site, input.monitor)
  const carried = source === 'monitor' ? await carriedFor(tx, encounter_id, said, at) : undefined
  const vitals = { ...said, ...carried?.vitals }
  const care = await careOf(tx, encounter_id, at)
  const observation_set_id = await insertSet(tx, {
    encounter_id,
    at,
    by,
    source,
    device,
    care,
    vitals,
    carried,
  })
  const scores = missingIn(vitals).length === 0 && !notScored(care, care.local_date)
  const score = scores ? (scoreOf(vitals, care.spo2_scale)?.total ?? null) : null
  return doneFor(tx, encounter, { encounter_id, observation_set_id, score })
}

/** Taken while the patient was here, though it may be told later. */
function refuseElsewhen(encounter: Encounter, at: Instant): void {
  refuseCancelled(encounter)
  if (encounter.ended_at !== null && at > encounter.ended_at) refuseUnlessOpen(encounter)
  if (at >= encounter.started_at) return
  const came = onTheClock(encounter.started_at, encounter.time_zone)
  throw new Refused('out-of-order', `${encounter.name} came at ${came}: nothing was observed here before.`, {
    after: encounter.started_at,
  })
}

/** Who is given a flow is on oxygen; on air there is none. */
function vitalsOf(input: Partial<Record<keyof Vitals, unknown>>): Vitals {
  const vitals = Object.fromEntries(
    vitalNames.map((name) => [name, input[name] ?? null]),
  ) as unknown as Vitals // by their names
  const supplied = vitals.oxygen_flow !== null || vitals.oxygen_device !== null
  if (supplied && vitals.oxygen === 'air') {
    const rule = 'on air there is no flow and no device'
    throw new Refused('invalid-input', `oxygen: ${rule}`, { issues: [{ field: 'oxygen', rule }] })
  }
  if (vitalNames.every((name) => vitals[name] === null)) {
    const rule = 'at least one value is needed'
    throw new Refused('invalid-input', `input: ${rule}`, { issues: [{ field: '', rule }] })
  }
  return supplied ? { ...vitals, oxygen: 'oxygen' } : vitals
}

interface Monitor {
  device_id: number
  bed_id: number | null
}

async function monitorOf(tx: Tx, site: string, code: string): Promise<Monitor> {
  const found = await tx.row<Monitor>(
    `select device_id, bed_id from device where site = $1 and kind = 'monitor' and code = $2`,
    [site, code],
  )
  if (!found) throw new Refused('not-found', `There is no monitor ${code} in ${site}.`, { site, code })
  return found
}

interface Care {
  spo2_scale: SpO2Scale
  pregnant: boolean
  birth_date: string | null
  /** Of the set, by the calendar of the site. */
  local_date: string
}

async function careOf(tx: Tx, encounterId: number, at: Instant): Promise<Care> {
  const care = await tx.row<Care>(
    `select e.spo2_scale, e.pregnant, p.birth_date,
            to_char($2::timestamptz at time zone s.time_zone, 'YYYY-MM-DD') as local_date
       from encounter e join patient p using (patient_id) join site s using (site) where e.encounter_id = $1`,
    [encounterId, at],
  )
  if (!care) throw new Error(`encounter ${encounterId} was locked and is gone`)
  return care
}

async function insertSet(
  tx: Tx,
  set: {
    encounter_id: number
    at: Instant
    by: By
    source: string
    device: Monitor | null
    care: Care
    vitals: Vitals
    carried: Carried | undefined
  },
): Promise<number> {
  const { vitals, carried } = set
  const inserted = await tx.row<{ observation_set_id: number }>(
    `insert into observation_set (encounter_id, taken_at, taken_by, source, device_id, bed_id, spo2_scale, carried,
                                  carried_from,
                                  ${vitalNames.join(', ')})
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${vitalNames.map((_, nth) => `$${nth + 10}`).join(', ')})
     returning observation_set_id`,
    [
      set.encounter_id,
      set.at,
      set.by.who,
      set.source,
      set.device?.device_id ?? null,
      set.device?.bed_id ?? null,
      set.care.spo2_scale,
      carried?.names ?? [],
      carried?.from ?? null,
      ...vitalNames.map((name) => vitals[name]),
    ],
  )
  if (!inserted) throw new Error('the set was not inserted')
  return inserted.observation_set_id
}
