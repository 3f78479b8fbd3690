/** What an auditor may ask of the record. */
import { z } from 'zod'
import { emergencyReason } from './commands/emergency.ts'
import { instant, siteCode } from './terms.ts'

export const auditKinds = ['act', 'look', 'sign-in', 'sign-out'] as const
export const auditKind = z.enum(auditKinds)
export type AuditKind = z.infer<typeof auditKind>

const id = z.coerce.number().int().positive()

/** Which of it. All that is said must hold. */
export const auditFilter = z
  .object({
    site: siteCode.optional(),
    kind: auditKind.optional(),
    person_id: id.optional(),
    who: z.string().trim().min(1).max(100).optional().describe('part of a name'),
    patient_id: id.optional(),
    mrn: z.string().trim().min(1).max(50).optional().describe('a number of the patient'),
    what: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .describe('its beginning: people, query/encounter, board/'),
    from: instant.optional(),
    to: instant.optional(),
    emergency_id: id.optional(),
    refused: z.enum(['yes']).optional(),
  })
  .strict()
export type AuditFilter = z.infer<typeof auditFilter>

export const auditRow = z.object({
  audit_id: z.number().int(),
  at: instant,
  kind: auditKind,
  who: z.string(),
  person_id: z.number().int().nullable(),
  token_id: z.number().int().nullable(),
  screen_id: z.number().int().nullable(),
  what: z.string().describe('department/verb of a command; query, board or file of a look'),
  refused: z.string().nullable(),
  site: z.string().nullable(),
  unit: z.string().nullable(),
  patients: z.array(z.object({ patient_id: z.number().int(), name: z.string() })),
  emergency_id: z.number().int().nullable(),
  details: z.record(z.string(), z.unknown()),
})
export type AuditRow = z.infer<typeof auditRow>

export const auditQueries = {
  audit: {
    summary: 'Who did, who looked: the record, newest first',
    input: auditFilter
      .extend({
        before: id.optional().describe('rows with a lower number: the next page'),
        limit: z.coerce.number().int().min(1).max(1000).default(50),
      })
      .strict(),
    result: z.object({ rows: z.array(auditRow), more: z.boolean() }),
  },
  'audit-state': {
    summary: 'Whether the record is whole, and which emergencies nobody has reviewed',
    input: z.object({ site: siteCode.optional() }).strict(),
    result: z.object({
      rows: z.number().int(),
      hash: z.string().nullable(),
      checked_at: instant.nullable(),
      wrong: z.string().nullable().describe('what the last walk found; null: it was whole'),
      emergencies: z.array(
        z.object({
          emergency_id: z.number().int(),
          who: z.string(),
          person_id: z.number().int(),
          site: z.string(),
          unit: z.string(),
          reason: emergencyReason,
          why: z.string(),
          began_at: instant,
          until: instant.describe('when it ended, or will'),
          seen: z.number().int().describe('rows of the record under it'),
        }),
      ),
    }),
  },
} as const
