/** Beds whose sensor knows better than the record: the turn of a bed begins before anybody writes down that it was left. */
import type { Tx } from '../../database/pool.ts'

/**
 * Opens a turn for each bed that is occupied on record and empty by its sensor for longer than the site's
 * `conflict_after_s`, vacated since the sensor's instant; and takes back those whose sensor says occupied again while the
 * record never said anything else. The rule in words: docs/turn-clock.md.
 *
 * - Only a sensor whose word counts: heard, online, not silent. Others neither open nor take back.
 * - Only if the sensor saw somebody get up: its word is younger than the stay. A patient on record who has not come yet
 *   (or was written down early) leaves no dead bed.
 * - Only if nobody said that the patient is away and keeps the bed (on leave, at imaging), nor that they are back since
 *   less than `conflict_after_s`: it is said on the way to the bed.
 * - One turn an emptying: called off by a person, it is not opened again by the same word.
 * - A bed somebody is writing about at this moment is left for the next look.
 *
 * Cheap (a few ms for 200 patients): the first walks the open stays, each to its sensor by an index; the second the open turns.
 */
export async function turnSensedBeds(database: Tx): Promise<void> {
  await database.rows(OPEN)
  await database.rows(TAKE_BACK)
}

/** A bed `b` with its sensor's word `c` on whether somebody is in it. */
const sensed = (occupied: boolean): string => `
       join device d on d.bed_id = b.bed_id and d.kind = 'bed' and d.online is not false and d.silent_since is null
       join device_channel c on c.device_id = d.device_id and c.channel = 'occupancy'
        and c.value -> 'occupied' = '${occupied}'::jsonb`

const OPEN = `
insert into turnover (bed_id, vacated_at, opened_by)
select b.bed_id, c.changed_at, 'sensor'
  from stay s join bed b on b.bed_id = s.bed_id join site on site.site = b.site ${sensed(false)}
 where s.cancelled_at is null and s.ended_at is null
   and coalesce(s.ended_at, 'infinity') = 'infinity' -- the index stay_recent holds the open ones
   and c.changed_at > s.began_at and c.changed_at < now() - make_interval(secs => site.conflict_after_s)
   and not exists (select from absence a where a.encounter_id = s.encounter_id
                      and a.cancelled_at is null
                      and coalesce(a.ended_at, 'infinity') > now() - make_interval(secs => site.conflict_after_s))
   and not exists (select from turnover t where t.bed_id = b.bed_id
                      and ((t.finished_at is null and t.cancelled_at is null) or t.vacated_at >= c.changed_at))
   for no key update of b skip locked
on conflict do nothing`

const TAKE_BACK = `
update turnover
   set cancelled_at = greatest(again.changed_at, vacated_at), cancelled_why = 'the sensor says occupied again'
  from (select t.turnover_id, c.changed_at
          from turnover t join bed b using (bed_id) ${sensed(true)}
         where t.opened_by = 'sensor' and t.asked_at is null and t.started_at is null
           and t.finished_at is null and t.cancelled_at is null
           and exists (select from stay s where s.bed_id = b.bed_id and s.ended_at is null and s.cancelled_at is null)
           for no key update of t, b skip locked) as again
 where turnover.turnover_id = again.turnover_id`
