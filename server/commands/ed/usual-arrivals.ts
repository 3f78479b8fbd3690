/** What is usual for an hour of the week: how many came in it, over the weeks before. */
import type { Tx } from '../../database/pool.ts'

/** So far back; a season, and no more: what was usual in another one is not. */
const WEEKS = 12
/** Fewer are no usual. */
const FEWEST = 2

/**
 * Counts the arrivals of each whole hour of the last weeks by the clocks of the site, the hours in which nobody came included,
 * and keeps for each hour of the week the 10th, 50th and 90th percentile (nearest rank: each really occurred) and over how many
 * such hours. History begins when the first of those on record had left the hospital: of those who came before, a past that was
 * brought along has only who stayed long. Rows that stay the same are not written.
 */
export async function keepUsualArrivals(tx: Tx): Promise<void> {
  await tx.rows(USUAL, [WEEKS, FEWEST])
}

const USUAL = `
with past as (
  select s.site, s.time_zone,
         date_trunc('hour', greatest(coalesce(min(e.ended_at), min(v.arrived_at)), now() - make_interval(weeks => $1)), s.time_zone) + interval '1 hour' as from_at,
         date_trunc('hour', now(), s.time_zone) as until_at
    from site s join ed_visit v using (site) join encounter e using (encounter_id) where v.cancelled_at is null group by s.site
), hour as (
  select p.site, p.time_zone, h as from_at from past p, generate_series(p.from_at, p.until_at - interval '1 hour', interval '1 hour') h
), counted as (
  select h.site,
         (extract(isodow from h.from_at at time zone h.time_zone)::integer - 1) * 24
           + extract(hour from h.from_at at time zone h.time_zone)::integer as hour_of_week,
         (select count(*)::integer from ed_visit v
           where v.site = h.site and v.cancelled_at is null
             and v.arrived_at >= h.from_at and v.arrived_at < h.from_at + interval '1 hour') as n
    from hour h
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
