/**
 * AuditEvent of FHIR R4 (http://hl7.org/fhir/R4/auditevent.html), as far as Wardroom says it: the elements, the codes that are
 * required there, and its invariant sev-1.
 */
import { z } from 'zod'
import { instant } from './terms.ts'

const coding = z.object({ system: z.url(), code: z.string().min(1), display: z.string().min(1) }).strict()
const reference = z.object({ reference: z.string().optional(), display: z.string().optional() }).strict()

/** Required by R4: create, read, update, delete, execute. */
const action = z.enum(['C', 'R', 'U', 'D', 'E'])
/** Required by R4: success, minor, serious, major failure. */
const outcome = z.enum(['0', '4', '8', '12'])

const entity = z
  .object({
    what: reference.optional(),
    type: coding.optional(),
    role: coding.optional(),
    name: z.string().optional(),
    query: z.base64().optional(),
    detail: z.array(z.object({ type: z.string().min(1), valueString: z.string() }).strict()).optional(),
  })
  .strict()
  .refine(
    ({ name, query }) => name === undefined || query === undefined,
    'sev-1: a name or a query, not both',
  )

export const auditEvent = z
  .object({
    resourceType: z.literal('AuditEvent'),
    id: z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/),
    type: coding,
    subtype: z.array(coding).optional(),
    action,
    recorded: instant,
    outcome,
    outcomeDesc: z.string().optional(),
    purposeOfEvent: z.array(z.object({ coding: z.array(coding).min(1) }).strict()).optional(),
    agent: z
      .array(
        z
          .object({
            who: reference.optional(),
            altId: z.string().optional(),
            name: z.string().optional(),
            requestor: z.boolean(),
            /** 2: an IP address. */
            network: z
              .object({ address: z.string(), type: z.enum(['1', '2', '3', '4', '5']) })
              .strict()
              .optional(),
          })
          .strict(),
      )
      .min(1),
    source: z
      .object({ site: z.string().optional(), observer: reference, type: z.array(coding).optional() })
      .strict(),
    entity: z.array(entity).optional(),
  })
  .strict()
export type AuditEvent = z.infer<typeof auditEvent>

export const auditBundle = z
  .object({
    resourceType: z.literal('Bundle'),
    type: z.literal('searchset'),
    link: z.array(z.object({ relation: z.enum(['self', 'next']), url: z.string() }).strict()),
    entry: z.array(
      z.object({ resource: auditEvent, search: z.object({ mode: z.literal('match') }).strict() }).strict(),
    ),
  })
  .strict()
export type AuditBundle = z.infer<typeof auditBundle>
