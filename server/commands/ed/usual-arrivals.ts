/** What is usual for an hour of the week: how many came in it, over the weeks before. */
import type { Tx } from '../../database/pool.ts'

/** So far back; a season, and no more: what was usual in another one is not. */
const WEEKS = 12
/** Fewer are no usual. */
const FEWEST = 2

/** An import is on record among so many acts, though it was begun before others that are. */
const LAST_ACTS = 1000

/**
 * Counts the arrivals of each whole hour of the last weeks by the clocks of the site, the hours in which nobody came included,
 * and keeps for each hour of the week the 10th, 50th and 90th percentile (nearest rank: each really occurred) and over how many
 * such hours. History begins when the first of those on record had left the hospital: of those who came before, a past that was
 * brought along has only who stayed long. Rows that stay the same are not written.
 * @param before what the last call returned: while nothing is another than then, nothing is counted
 * @returns what it depends on: the hours that run, and what was imported of late
 */
export async function keepUsualArrivals(tx: Tx, before?: string): Promise<string> {
  const now = await tx.row<{ depends: string }>(DEPENDS, [LAST_ACTS])
  const depends = now?.depends ?? ''
  if (depends !== before) await tx.rows(USUAL, [WEEKS, FEWEST])
  return depends
}

const DEPENDS = `
select concat_ws(' ',
  (select string_agg(site || '@' || extract(epoch from date_trunc('hour', now(), time_zone))::bigint, ',' order by site) from site),
  (select string_agg(act_id::text, ',' order by act_id)
     from (select act_id, command from act order by act_id desc limit $1) last where command = 'history/import')) as depends`

// Where somebody had left before the weeks began, that is all there is to know of the time before: one such visit is enough.
const USUAL = `
with past as (
  select s.site, s.time_zone, from_at,
         floor(extract(epoch from date_trunc('hour', now(), s.time_zone) - from_at) / 3600)::integer as hours
    from site s
   cross join lateral (select now() - make_interval(weeks => $1) as at) bound
   cross join lateral (
     select case when exists (
       select from ed_visit v join encounter e using (encounter_id)
        where v.site = s.site and v.cancelled_at is null and v.arrived_at < bound.at and e.ended_at <= bound.at
     ) then bound.at else (
       select greatest(coalesce(min(e.ended_at), min(v.arrived_at)), bound.at)
         from ed_visit v join encounter e using (encounter_id)
        where v.site = s.site and v.cancelled_at is null having count(*) > 0
     ) end as at) begun
   cross join lateral (select date_trunc('hour', begun.at, s.time_zone) + interval '1 hour' as from_at) whole
   where begun.at is not null
), came as (
  select p.site, floor(extract(epoch from v.arrived_at - p.from_at) / 3600)::integer as nth, count(*)::integer as n
    from past p join ed_visit v on v.site = p.site and v.cancelled_at is null and v.arrived_at >= p.from_at
   group by p.site, nth
), counted as (
  select p.site,
         (extract(isodow from h.from_at at time zone p.time_zone)::integer - 1) * 24
           + extract(hour from h.from_at at time zone p.time_zone)::integer as hour_of_week,
         coalesce(c.n, 0) as n
    from past p
   cross join lateral generate_series(0, p.hours - 1) nth
   cross join lateral (select p.from_at + nth * interval '1 hour' as from_at) h
    left join came c on c.site = p.site and c.nth = nth.nth
), usual as (
  select site, hour_of_week, count(*)::integer as weeks,
         percentile_disc(0.1) within group (order by n) as low,
         percentile_disc(0.5) within group (order by n) as mid,
         percentile_disc(0.9) within group (order by n) as high
    from counted group by site, hour_of_week having count(*) >= $2
)
insert into ed_usual as u (site, hour_of_week, weeks, low, mid, high)
select site, hour_of_week, weeks, low, mid, high from usual
on conflict (site, hour_of_week) do update
   set weeks = excluded.weeks, low = excluded.low, mid = excluded.mid, high = excluded.high
 where (u.weeks, u.low, u.mid, u.high) is distinct from (excluded.weeks, excluded.low, excluded.mid, excluded.high)`
