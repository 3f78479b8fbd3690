/** The record to take away: as CSV, and as AuditEvents of FHIR R4. That somebody took it goes on record first. */
import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import type { AuditBundle } from '../../../schema/audit-event.ts'
import { auditFilter, auditQueries, type AuditFilter, type AuditRow } from '../../../schema/audit-queries.ts'
import type { QueryResult } from '../../../schema/queries.ts'
import type { Viewer } from '../../../schema/access/viewer.ts'
import { Refused } from '../../commands/refused.ts'
import { unstorable } from '../../commands/unstorable.ts'
import { auditEventOf } from './audit-event.ts'
import { csvLine } from './csv.ts'
import { viewerOf } from './viewer.ts'

const PAGE = 1000
/** More in one file no spreadsheet takes; who wants more asks for another time. */
const ROWS_MAX = 100_000

export interface AuditFiles {
  page: (
    input: AuditFilter & { before?: number; limit: number },
    viewer: Viewer,
  ) => Promise<QueryResult<'audit'> | undefined>
  took: (viewer: Viewer, look: { what: string; site?: string | undefined; asked: object }) => Promise<void>
  refuseIssues: (response: Response, issues: { field: string; rule: string }[]) => void
}

const COLUMNS = [
  ...(['audit_id', 'at', 'kind', 'who', 'person_id', 'token_id', 'screen_id', 'what', 'refused'] as const),
  ...(['site', 'unit', 'patients', 'emergency_id', 'details'] as const),
]
const csvFilter = auditFilter.extend({ bom: z.enum(['0', '1']).default('0') }).strict()

export function auditFileRoutes(api: Router, { page, took, refuseIssues }: AuditFiles): void {
  const read = <S extends z.ZodType>(
    schema: S,
    request: Request,
    response: Response,
  ): z.output<S> | undefined => {
    const parsed = schema.safeParse(request.query)
    const issues = parsed.success
      ? unstorable(parsed.data)
      : parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), rule: issue.message }))
    if (parsed.success && issues.length === 0) return parsed.data
    refuseIssues(response, issues)
    return undefined
  }

  api.get('/audit.csv', async (request, response) => {
    const asked = read(csvFilter, request, response)
    if (!asked) return
    const { bom, ...filter } = asked
    const viewer = viewerOf(request)
    let found = await page({ ...filter, limit: PAGE }, viewer)
    if (!found) throw none()
    await took(viewer, { what: 'file/audit.csv', site: filter.site, asked: filter })
    response.set({
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': `attachment; filename="audit-${new Date().toISOString().slice(0, 10)}.csv"`,
      'Cache-Control': 'no-store',
    })
    response.write((bom === '1' ? '\uFEFF' : '') + csvLine(COLUMNS))
    for (let rows = 0; found;) {
      response.write(found.rows.map((row) => csvLine(COLUMNS.map((column) => cellOf(row, column)))).join(''))
      rows += found.rows.length
      const before = found.rows.at(-1)?.audit_id
      if (!found.more || before === undefined || rows >= ROWS_MAX) break
      found = await page({ ...filter, before, limit: PAGE }, viewer)
    }
    response.end()
  })

  api.get('/fhir/AuditEvent', async (request, response) => {
    const asked = read(auditQueries.audit.input, request, response)
    if (!asked) return
    const { before, limit, ...filter } = asked
    const viewer = viewerOf(request)
    const found = await page({ ...filter, ...(before !== undefined && { before }), limit }, viewer)
    if (!found) throw none()
    await took(viewer, { what: 'file/audit-event', site: filter.site, asked })
    const url = (more: object): string =>
      `/api/fhir/AuditEvent?${new URLSearchParams(
        Object.entries({ ...filter, limit, ...more }).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]),
      ).toString()}`
    const { rows } = found
    const next = found.more ? rows.at(-1)?.audit_id : undefined
    const bundle: AuditBundle = {
      resourceType: 'Bundle',
      type: 'searchset',
      link: [
        { relation: 'self', url: url(before === undefined ? {} : { before }) },
        ...(next === undefined ? [] : [{ relation: 'next' as const, url: url({ before: next }) }]),
      ],
      entry: rows.map((row) => ({ resource: auditEventOf(row), search: { mode: 'match' } })),
    }
    response.set('Cache-Control', 'no-store').type('application/fhir+json').json(bundle)
  })
}

const none = (): Refused => new Refused('not-found', 'There is no such site here.')

function cellOf(row: AuditRow, column: (typeof COLUMNS)[number]): unknown {
  if (column === 'patients')
    return row.patients.map(({ patient_id, name }) => `${patient_id} ${name}`).join('; ')
  return row[column]
}
