/** What may be asked of placement: who needs which bed, which is kept for whom, and what keeps patients apart. */
import { z } from 'zod'
import { declineReason, fromKind, neededLevel, precautionKind, requestPriority } from '../placement/words.ts'
import { bedFeature, instant, placeCode, siteCode, unitKind } from '../terms.ts'
import { override } from './admissions.ts'

const request_id = z.number().int()
const encounter_id = z.number().int()
const why = z.string().trim().min(1).max(500)
const features = z.array(bedFeature).max(20)

const needs = {
  unit: placeCode.nullable().describe('the unit asked for, if one is'),
  unit_kind: unitKind.nullable(),
  level: neededLevel,
  features,
  specialty: z.string().trim().min(1).max(80).nullable(),
  priority: requestPriority,
}

const asked = z.object({ request_id })
const declined = z.object({ request_id, decline_id: z.number().int() })

export const placement = {
  request: {
    summary: 'Ask for a bed for a patient who is here; isolation follows from their precautions',
    input: z
      .object({
        encounter_id,
        to_site: siteCode.optional().describe('another site; left out: the one the patient is at'),
        unit: needs.unit.default(null),
        unit_kind: needs.unit_kind.default(null),
        level: needs.level.default('ward'),
        features: needs.features.default([]),
        specialty: needs.specialty.default(null),
        priority: needs.priority.default('routine'),
        from_kind: fromKind,
        from_note: z.string().trim().min(1).max(200).nullable().default(null),
        ready_at: instant.nullable().default(null).describe('when the patient may move, now or later'),
        at: instant.optional().describe('when it was asked; left out: now'),
      })
      .strict(),
    result: asked,
  },
  change: {
    summary: 'What the patient needs has changed; fields left out stay as they are',
    input: z
      .object({
        request_id,
        unit: needs.unit.optional(),
        unit_kind: needs.unit_kind.optional(),
        level: needs.level.optional(),
        features: needs.features.optional(),
        specialty: needs.specialty.optional(),
        priority: needs.priority.optional(),
      })
      .strict(),
    result: asked,
  },
  ready: {
    summary: 'When the patient may move: now (left out), at an instant, or not known any more (null)',
    input: z.object({ request_id, ready_at: instant.nullable().optional() }).strict(),
    result: asked,
  },
  assign: {
    summary: 'Keep this bed for the patient of a request',
    input: z.object({ request_id, bed: placeCode, override }).strict(),
    result: z.object({ request_id, reservation_id: z.number().int() }),
  },
  decline: {
    summary: 'A unit, or one bed of it, cannot take the patient; a bed kept there is released',
    input: z
      .object({
        request_id,
        unit: placeCode,
        bed: placeCode.nullable().default(null).describe('only this bed; left out: the whole unit'),
        reason: declineReason,
        note: z.string().trim().min(1).max(500).nullable().default(null),
      })
      .strict(),
    result: declined,
  },
  'cancel-decline': {
    summary: 'The unit can take the patient after all',
    input: z.object({ decline_id: z.number().int() }).strict(),
    result: declined,
  },
  cancel: {
    summary: 'No bed is needed any more; a bed kept for it is released',
    input: z.object({ request_id, why }).strict(),
    result: asked,
  },
  reopen: {
    summary: 'The bed is needed after all: the last request of an encounter waits again',
    input: z.object({ request_id }).strict(),
    result: asked,
  },
  send: {
    summary: 'To another site: the patient leaves here and is admitted into the bed kept there, in one act',
    input: z.object({ request_id, at: instant.optional(), override }).strict(),
    result: z.object({ request_id, encounter_id, stay_id: z.number().int() }),
  },
  'set-precaution': {
    summary: 'Put a patient under contact, droplet or airborne precautions, or name the organism',
    input: z
      .object({
        encounter_id,
        kind: precautionKind,
        organism: z.string().trim().min(1).max(80).nullable().default(null),
        at: instant.optional(),
      })
      .strict(),
    result: z.object({ precaution_id: z.number().int() }),
  },
  'end-precaution': {
    summary: 'The precaution is over, or was never needed (mistaken)',
    input: z
      .object({
        encounter_id,
        kind: precautionKind,
        how: z.enum(['lifted', 'mistaken']).default('lifted'),
        why: why.nullable().default(null),
        at: instant.optional(),
      })
      .strict(),
    result: z.object({ precaution_id: z.number().int() }),
  },
} as const
