/** The record, newest first, as far as an auditor's sites reach; and whether it is whole. */
import { sitesOf } from '../../schema/access/may.ts'
import { mayAsk } from '../../schema/access/rights.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { AuditFilter, AuditRow } from '../../schema/audit-queries.ts'
import { fullName } from '../../schema/person-name.ts'
import type { QueryResult } from '../../schema/queries.ts'
import type { Tx } from '../database/pool.ts'
import type { Answer } from './index.ts'

type State = QueryResult<'audit-state'>
type Found = Omit<AuditRow, 'patients'> & { patient_ids: number[] }

export const audit: Answer<'audit'> = async (database, { before, limit, ...filter }, viewer) => {
  const found = await auditPage(database, filter, viewer, { before, limit: limit + 1 })
  return { rows: found.slice(0, limit), more: found.length > limit }
}

/** @param before only rows with a lower number */
export async function auditPage(
  tx: Tx,
  filter: AuditFilter,
  viewer: Viewer,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<AuditRow[]> {
  const { where, values } = chosen(filter, viewer)
  const rows = await tx.rows<Found>(
    `select audit_id, x.at, kind, x.who, x.person_id, x.token_id, screen_id, what, refused, x.site, unit, x.patient_ids, emergency_id,
            x.details || case when a.command in ('hospital/lay-out', 'history/import') or a.act_id is null then '{}'
                              else jsonb_build_object('input', a.input) end as details
       from audit x left join act a on x.kind = 'act' and a.act_id = x.source_id
      where ${where} and ($${values.length + 1}::bigint is null or audit_id < $${values.length + 1})
      order by audit_id desc limit $${values.length + 2}`,
    [...values, before ?? null, limit],
  )
  const names = await namesOf(tx, rows)
  return rows.map(({ patient_ids, ...row }) => ({
    ...row,
    patients: patient_ids.map((patient_id) => ({ patient_id, name: names.get(patient_id) ?? '' })),
  }))
}

/** How many there are. */
export async function auditCount(tx: Tx, filter: AuditFilter, viewer: Viewer): Promise<number> {
  const { where, values } = chosen(filter, viewer)
  const row = await tx.row<{ n: number }>(`select count(*) as n from audit x where ${where}`, values)
  return row?.n ?? 0
}

/** Those who hold a patient's number, and all whose records were merged with theirs. */
const PATIENTS = (which: string): string => `x.patient_ids && array(
  with recursive kin (patient_id, merged_into) as (
    select patient_id, merged_into from patient where patient_id in (${which})
    union select p.patient_id, p.merged_into from kin k join patient p
      on p.patient_id = k.merged_into or p.merged_into = k.patient_id
  ) select patient_id from kin)`

/** The filter as SQL: whoever audits one site is told of what is that site's, and of nothing that is no site's. */
function chosen(filter: AuditFilter, { grants }: Viewer): { where: string; values: unknown[] } {
  const values: unknown[] = []
  const given = (value: unknown): string => `$${values.push(value)}`
  const sites = sitesOf(grants.filter(({ role }) => mayAsk.audit.includes(role)))
  const parts = [
    sites && `x.site = any (${given([...sites])}::text[])`,
    filter.site !== undefined && `x.site = ${given(filter.site)}`,
    filter.kind && `x.kind = ${given(filter.kind)}`,
    filter.person_id !== undefined && `x.person_id = ${given(filter.person_id)}`,
    filter.who !== undefined && `strpos(lower(x.who), lower(${given(filter.who)})) > 0`,
    filter.what !== undefined && `starts_with(x.what, ${given(filter.what)})`,
    filter.patient_id !== undefined && PATIENTS(given(filter.patient_id)),
    filter.mrn !== undefined &&
      PATIENTS(`select patient_id from patient_identifier where value = ${given(filter.mrn)}`),
    filter.from !== undefined && `x.at >= ${given(filter.from)}`,
    filter.to !== undefined && `x.at < ${given(filter.to)}`,
    filter.emergency_id !== undefined && `x.emergency_id = ${given(filter.emergency_id)}`,
    filter.refused && 'x.refused is not null',
  ].filter((part) => typeof part === 'string')
  return { where: ['true', ...parts].join(' and '), values }
}

async function namesOf(tx: Tx, rows: readonly Found[]): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(rows.flatMap(({ patient_ids }) => patient_ids))]
  if (ids.length === 0) return new Map()
  const people = await tx.rows<{ patient_id: number; family: string; given: string }>(
    'select patient_id, family, given from patient where patient_id = any ($1)',
    [ids],
  )
  return new Map(people.map((person) => [person.patient_id, fullName(person)]))
}

export const auditState: Answer<'audit-state'> = async (database, { site }, viewer) => {
  const sites =
    site === undefined ? sitesOf(viewer.grants.filter(({ role }) => mayAsk.audit.includes(role))) : [site]
  const [head, check, emergencies] = await Promise.all([
    database.row<{ audit_id: number; hash: string }>(
      `select audit_id, encode(hash, 'hex') as hash from audit order by audit_id desc limit 1`,
    ),
    database.row<{ at: string; wrong: string | null }>(
      `select x.at, a.result ->> 'wrong' as wrong from audit x join act a on a.act_id = x.source_id
        where x.what = 'audit/check' and x.kind = 'act' order by x.at desc limit 1`,
    ),
    database.rows<State['emergencies'][number]>(
      `select emergency_id, p.name as who, person_id, site, unit, reason, why, began_at, coalesce(ended_at, until) as until,
              (select count(*) from audit x where x.emergency_id = m.emergency_id) as seen
         from emergency m join person p using (person_id)
        where reviewed_at is null and ($1::text[] is null or site = any ($1)) order by emergency_id`,
      [sites ? [...sites] : null],
    ),
  ])
  return {
    rows: head?.audit_id ?? 0,
    hash: head?.hash ?? null,
    checked_at: check?.at ?? null,
    wrong: check?.wrong ?? null,
    emergencies,
  }
}
