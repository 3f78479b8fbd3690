/** What may be asked of an emergency department. To a space, to a ward and home are admissions/transfer and /discharge. */
import { z } from 'zod'
import { CATEGORIES } from '../crowding.ts'
import { arrivalModes, criticalKinds, triageScales } from '../emergency.ts'
import { instant, siteCode } from '../terms.ts'
import { override, whereTo } from './admissions.ts'
import { placement } from './placement.ts'

const encounter_id = z.number().int()
const ambulance_id = z.number().int()
const at = instant.optional().describe('when it happened; left out: now')
const why = z.string().trim().min(1).max(500)
const note = z.string().trim().min(1).max(500)
const complaint = z.string().trim().min(1).max(200)
const category = z.number().int().min(1).max(CATEGORIES).describe('1 is the most urgent')
const pending = z.number().int().min(0).max(999)
const ofVisit = z.object({ encounter_id })
const ofAmbulance = z.object({ ambulance_id })
const line = z
  .number()
  .int()
  .min(1)
  .max(100_000)
  .nullable()
  .describe('[min]; null: the site does not go by it')

export const ed = {
  'announce-ambulance': {
    summary: 'An ambulance is on its way',
    input: z
      .object({
        site: siteCode,
        call_sign: z.string().trim().min(1).max(40),
        expected_at: instant.nullable().default(null),
        complaint: complaint.nullable().default(null),
        category: category.nullable().default(null),
        at,
      })
      .strict(),
    result: ofAmbulance,
  },
  'expect-ambulance': {
    summary: 'When an announced ambulance is expected now; null: nobody knows',
    input: z.object({ ambulance_id, expected_at: instant.nullable() }).strict(),
    result: ofAmbulance,
  },
  'ambulance-arrived': {
    summary: 'The ambulance is here: from now the clock of the handover runs',
    input: z.object({ ambulance_id, at }).strict(),
    result: ofAmbulance,
  },
  'hand-over': {
    summary:
      'The department has taken over the patient of an ambulance; one nobody saw arrive arrives with it',
    input: z.object({ ambulance_id, at }).strict(),
    result: ofAmbulance,
  },
  'cancel-ambulance': {
    summary: 'The ambulance does not come after all; it stays on record as cancelled',
    input: z.object({ ambulance_id, why }).strict(),
    result: ofAmbulance,
  },
  'undo-ambulance': {
    summary: 'It has not arrived, or not handed over, after all; what was said stays on record as cancelled',
    input: z.object({ ambulance_id, what: z.enum(['arrived', 'handed-over']), why }).strict(),
    result: ofAmbulance,
  },
  arrive: {
    summary: 'Somebody comes to the department: into its waiting room, or straight into a space',
    input: z
      .object({
        site: siteCode,
        patient_id: z.number().int(),
        to: whereTo.describe('the department, or a bed of it'),
        mode: z.enum(arrivalModes).default('walk-in'),
        complaint: complaint.nullable().default(null),
        ambulance_id: ambulance_id.optional().describe('the one that brought them'),
        at,
        override,
      })
      .strict(),
    result: z.object({ encounter_id, stay_id: z.number().int().nullable() }),
  },
  describe: {
    summary: 'What is known of a visit; fields left out stay as they are',
    input: z
      .object({
        encounter_id,
        mode: z.enum(arrivalModes).optional(),
        complaint: complaint.nullable().optional(),
        critical: z.enum(criticalKinds).nullable().optional(),
        orders_pending: pending.optional(),
        results_pending: pending.optional(),
      })
      .strict(),
    result: ofVisit,
  },
  triage: {
    summary: 'Triage, for the first time or again: the category by the scale of the site',
    input: z.object({ encounter_id, category, note: note.nullable().default(null), at }).strict(),
    result: z.object({ encounter_id, category }),
  },
  seen: {
    summary: 'A provider has seen the patient',
    input: z.object({ encounter_id, at }).strict(),
    result: ofVisit,
  },
  decide: {
    summary: 'It is decided to admit: a bed is asked for, and from now the patient boards',
    input: placement.request.input.omit({ from_kind: true, from_note: true }),
    result: z.object({ encounter_id, request_id: z.number().int() }),
  },
  'leave-unseen': {
    summary: 'The patient has left, and no provider had seen them',
    input: z.object({ encounter_id, why, at }).strict(),
    result: ofVisit,
  },
  undo: {
    summary:
      'The last triage, that they were seen, or the decision to admit was wrong; it stays on record as cancelled',
    input: z.object({ encounter_id, what: z.enum(['triaged', 'seen', 'decided']), why }).strict(),
    result: ofVisit,
  },
  'set-rules': {
    summary: 'By what scale a site triages, which lines it goes by, and how it counts NEDOCS',
    input: z
      .object({
        site: siteCode,
        scale: z.enum(triageScales),
        own_categories: z.array(z.string().trim().min(1).max(40)).max(CATEGORIES).default([]),
        lines: z
          .object({ space: line, boarding: line, stay: line, 'four-hour': line, 'twelve-hour': line })
          .strict(),
        nedocs_counts: z.enum(criticalKinds),
        nedocs_cap: z.number().int().min(0).max(999).nullable(),
      })
      .strict()
      .refine(
        ({ scale, own_categories }) => scale !== 'own' || own_categories.length >= 2,
        'own_categories: two at least',
      ),
    result: z.object({ site: siteCode }),
  },
  'set-attendings': {
    summary: 'How many attending physicians are on duty in the department; null: nobody knows',
    input: z.object({ site: siteCode, attendings: z.number().int().min(0).max(999).nullable() }).strict(),
    result: z.object({ site: siteCode }),
  },
} as const
