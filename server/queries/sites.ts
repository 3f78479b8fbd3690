import { siteListOf } from '../../schema/access/may.ts'
import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'

type Site = QueryResult<'sites'>['sites'][number]
type Unit = Site['units'][number]

/** The sites whoever asks has to do with, by name, each with its units in their order. */
export const sites: Answer<'sites'> = async (database, _input, { grants }) => {
  const rows = await database.rows<Omit<Site, 'units'>>(
    `select site, name, time_zone, currency, locale, names_masked, reveal_needs_reason from site
      where $1::text[] is null or site = any ($1) order by name, site`,
    [siteListOf(grants)],
  )
  const units = await database.rows<Unit & { site: string }>(
    `select u.site, u.code as unit, u.name, u.kind, u.specialties, u.zone, count(b.bed_id) as beds
       from unit u left join bed b using (unit_id)
      group by u.unit_id order by u.position, u.code`,
  )
  return {
    sites: rows.map((site) => ({
      ...site,
      units: units.filter((unit) => unit.site === site.site).map(({ site: _, ...unit }) => unit),
    })),
  }
}
