/** Who is here, where they lie, and who is away from bed. */
import type { AbsenceKind } from '../../../schema/commands/visits.ts'
import type { SpO2Scale } from '../../../schema/observations/news2.ts'
import type { Disposition, EncounterClass, Instant, PrivacyWish, Sex } from '../../../schema/terms.ts'
import { SINCE, always, openOrRecent, type Specs } from './kept.ts'

export interface PeopleTables {
  encounter: {
    encounter_id: number
    site: string
    patient_id: number
    class: EncounterClass
    classified_at: Instant | null
    specialty: string | null
    mrn: string
    started_at: Instant
    ended_at: Instant | null
    expected_discharge_at: Instant | null
    awaited: boolean
    expected_arrival_at: Instant | null
    first_expected_discharge_at: Instant | null
    expected_said_by: string | null
    expected_said_at: Instant | null
    discharge_ordered_at: Instant | null
    discharge_ordered_by: string | null
    ready_to_leave_at: Instant | null
    ready_to_leave_by: string | null
    no_criteria_since: Instant | null
    disposition: Disposition | null
    spo2_scale: SpO2Scale
    pregnant: boolean
    observe_every_min: number | null
    observe_every_by: string | null
    observe_every_why: string | null
    cancelled_at: Instant | null
  }
  patient: {
    patient_id: number
    family: string
    given: string
    birth_date: string | null
    sex: Sex
    privacy: PrivacyWish
    merged_into: number | null
  }
  stay: {
    stay_id: number
    encounter_id: number
    patient_id: number
    site: string
    unit_id: number
    bed_id: number | null
    began_at: Instant
    ended_at: Instant | null
    cancelled_at: Instant | null
  }
  absence: {
    absence_id: number
    encounter_id: number
    kind: AbsenceKind
    place: string | null
    began_at: Instant
    expected_at: Instant | null
    ended_at: Instant | null
    cancelled_at: Instant | null
  }
}

export const peopleTables: Specs<PeopleTables> = {
  encounter: {
    key: ['encounter_id'],
    lookups: ['patient_id', 'awaited'],
    load: `select * from encounter where cancelled_at is null and coalesce(ended_at, 'infinity') > ${SINCE}`,
    until: (row) => openOrRecent(row.ended_at, row.cancelled_at),
  },
  patient: {
    key: ['patient_id'],
    lookups: [],
    // An array, for it is looked up by key; joined, all patients there ever were would be gone through.
    load: `select * from patient where patient_id = any (array
      (select patient_id from encounter where cancelled_at is null and coalesce(ended_at, 'infinity') > ${SINCE}))`,
    until: always,
    needed: (row, around) => around.hasEncounterOf(row.patient_id),
  },
  stay: {
    key: ['stay_id'],
    lookups: ['bed_id', 'encounter_id', 'unit_id', 'site'],
    load: `select * from stay where cancelled_at is null and coalesce(ended_at, 'infinity') > ${SINCE}`,
    until: (row) => openOrRecent(row.ended_at, row.cancelled_at),
  },
  absence: {
    key: ['absence_id'],
    lookups: ['encounter_id'],
    load: `select absence_id, encounter_id, kind, place, began_at, expected_at, ended_at, cancelled_at
      from absence where cancelled_at is null and coalesce(ended_at, 'infinity') > ${SINCE}`,
    until: (row) => openOrRecent(row.ended_at, row.cancelled_at),
  },
}
