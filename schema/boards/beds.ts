/** The board `beds`: a tile a bed. */
import { z } from 'zod'
import { absenceKind } from '../commands/visits.ts'
import { turnOpenedBy } from '../jobs.ts'
import { leavingStage } from '../leaving.ts'
import { levelsOfCare } from '../care.ts'
import { precaution } from '../placement/words.ts'
import {
  bedFeature,
  bedState,
  blockReason,
  calendarDate,
  cleaningPriority,
  encounterClass,
  instant,
  sex,
  sexRule,
  table0116,
  unitKind,
} from '../terms.ts'

export const bedRow = z.object({
  key: z.string().describe('the bed, for ever'),
  site: z.string(),
  unit: z.string().describe('code of the unit'),
  unit_name: z.string(),
  unit_kind: unitKind,
  level: z.enum(levelsOfCare).describe('how much care the unit gives'),
  specialties: z.array(z.string()),
  room: z.string(),
  bed: z.string().describe('code of the bed, unique in its site'),
  position: z.number().int(),
  state: bedState,
  table0116,
  since: instant.describe('the state is so since'),
  features: z.array(bedFeature),
  sex_rule: sexRule,
  surge: z.boolean().describe('there for a surge: usable once it is opened'),
  staffed: z.boolean(),
  blocked: z.object({ reason: blockReason, note: z.string().nullable(), since: instant }).nullable(),
  /** Who lies here. Fields a screen's privacy level does not allow are null. */
  patient: z
    .object({
      encounter_id: z.number().int().nullable(),
      patient_id: z.number().int().nullable(),
      name: z.string().nullable().describe('full name (full), masked initials (secured), null (corridor)'),
      hidden: z.boolean().describe('asked for no information'),
      masked: z.boolean().describe('at level full: the site has consoles mask this name'),
      mrn: z.string().nullable(),
      sex: sex.nullable(),
      birth_date: calendarDate.nullable(),
      precautions: z.array(precaution).describe('the organism only at level full'),
      class: encounterClass,
      admitted_at: instant,
      expected_discharge_at: instant.nullable(),
      leaving: z
        .object({ stage: leavingStage, barriers: z.number().int() })
        .describe('how far on the way out, and how many things hold them up'),
      away: z
        .object({
          kind: absenceKind,
          place: z.string().nullable().describe('where to, as it was said; only at level full'),
          since: instant,
          expected_at: instant.nullable().describe('when they are expected back'),
        })
        .nullable()
        .describe('on leave, or elsewhere in the house; the bed stays theirs'),
    })
    .nullable(),
  /** For whom it is kept. */
  reserved: z
    .object({
      encounter_id: z.number().int().nullable(),
      name: z.string().nullable(),
      masked: z.boolean(),
      since: instant,
      precautions: z.array(precaution),
    })
    .nullable(),
  /** The turn that is open on it. On an occupied bed: its sensor says it was left, the record does not yet. */
  turn: z
    .object({
      turnover_id: z.number().int(),
      opened_by: turnOpenedBy,
      vacated_at: instant.nullable(),
      asked_at: instant.nullable(),
      started_at: instant.nullable(),
      priority: cleaningPriority,
      assigned_to: z.string().nullable().describe('only at level full'),
      paused_since: instant.nullable(),
      isolation: z.boolean(),
      due_at: instant
        .nullable()
        .describe('by when the present step is to be over (goals of the unit); null: paused'),
    })
    .nullable(),
  /** The sensor's truth. `occupied` null: unknown (never heard, offline or silent). Brakes likewise. */
  sensor: z
    .object({
      device: z.string(),
      trust: z.enum(['live', 'silent', 'offline', 'never']),
      trust_since: instant.nullable(),
      occupied: z.boolean().nullable(),
      occupied_since: instant.nullable(),
      exit_alarm_since: instant.nullable().describe('the patient is getting up; null: no alarm, or unknown'),
      brakes_on: z.boolean().nullable(),
    })
    .nullable(),
  /** The location tag of who lies here. `place` null: never seen, not to be believed now, or not for this screen. */
  tag: z
    .object({
      device: z.string(),
      trust: z.enum(['live', 'silent', 'offline', 'never']),
      place: z.string().nullable().describe('where it was last seen, as its reader says'),
      since: instant.nullable().describe('seen there since'),
      away_since: instant.nullable().describe('in another unit than the record, or at an exit, since'),
      out: z.boolean().describe('at an exit'),
    })
    .nullable(),
  /** Since when the sensor and the record disagree; null when they agree or one is unknown. */
  conflict_since: instant.nullable(),
  /** After how long a disagreement is worth showing [s]; a setting of the site. */
  conflict_after_s: z.number().int(),
  /** Goals of the unit [min]: from left to clean, and from begun to clean. */
  turn_goal_min: z.number().int(),
  clean_goal_min: z.number().int(),
})
export type BedRow = z.infer<typeof bedRow>

/** How many beds are what. DEFINITIONS section 1. */
export const bedCounts = z.object({
  beds: z.number().int().describe('all beds that stand there'),
  available: z.number().int().describe('available staffed beds: all, less closed (unstaffed) and blocked'),
  occupied: z.number().int(),
  reserved: z.number().int(),
  ready: z.number().int(),
  vacated: z.number().int(),
  dirty: z.number().int(),
  cleaning: z.number().int(),
  blocked: z.number().int(),
  closed: z.number().int(),
  /** 100 x occupied / available, one decimal; null when nothing is available. May pass 100. */
  occupancy: z.number().nullable(),
})
export type BedCounts = z.infer<typeof bedCounts>

export const bedTotals = bedCounts
export type BedTotals = z.infer<typeof bedTotals>
