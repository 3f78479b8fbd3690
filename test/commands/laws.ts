/** What a ward must never be: questions to the database whose answers must be empty. */
export const APART = 'nobody was put, unknowingly, into a room with whom they must not share it'

export const laws: Record<string, string> = {
  'no bed holds two': `select a.stay_id from stay a join stay b on a.bed_id = b.bed_id and a.stay_id < b.stay_id
     where a.cancelled_at is null and b.cancelled_at is null
       and tstzrange(a.began_at, a.ended_at) && tstzrange(b.began_at, b.ended_at)`,
  'no patient lies in two beds': `select a.stay_id from stay a join stay b on a.patient_id = b.patient_id and a.stay_id < b.stay_id
     where a.cancelled_at is null and b.cancelled_at is null and a.bed_id is not null and b.bed_id is not null
       and tstzrange(a.began_at, a.ended_at) && tstzrange(b.began_at, b.ended_at)`,
  'nobody is nowhere between two places, and the last place ends with the encounter': `
    select stay_id from (
      select s.stay_id, s.ended_at, e.ended_at as gone_at, e.started_at, s.began_at,
             lead(s.began_at) over w as next_at, lag(s.began_at) over w as before_at
        from stay s join encounter e using (encounter_id) where s.cancelled_at is null
      window w as (partition by s.encounter_id order by s.began_at)) x
     where coalesce(next_at, gone_at) is distinct from ended_at
        or (before_at is null and began_at < started_at)`,
  'a cancelled encounter has no stays': `select s.stay_id from stay s join encounter e using (encounter_id)
     where e.cancelled_at is not null and s.cancelled_at is null`,
  'no occupied bed waits for cleaning': `select t.turnover_id from turnover t join stay s using (bed_id)
     where t.finished_at is null and t.cancelled_at is null and s.ended_at is null and s.cancelled_at is null
       and (t.opened_by <> 'sensor' or t.asked_at is not null)`,
  'no bed that was left is ready without a word on cleaning since': `
    select b.code from bed b
      cross join lateral (select max(ended_at) as left_at from stay s where s.bed_id = b.bed_id and s.cancelled_at is null) l
     where l.left_at is not null
       and not exists (select from stay s where s.bed_id = b.bed_id and s.ended_at is null and s.cancelled_at is null)
       and not exists (select from turnover t where t.bed_id = b.bed_id
                          and coalesce(t.finished_at, t.cancelled_at, 'infinity') >= l.left_at)`,
  'no bed is kept for one who has left': `select r.reservation_id from reservation r join encounter e using (encounter_id)
     where r.ended_at is null and (e.ended_at is not null or e.cancelled_at is not null)`,
  'no bed is kept for one who lies in it': `select r.reservation_id from reservation r join stay s using (bed_id, encounter_id)
     where r.ended_at is null and s.ended_at is null and s.cancelled_at is null`,
  'nobody waits for a bed who has left': `select r.request_id from bed_request r join encounter e using (encounter_id)
     where r.ended_at is null and (e.ended_at is not null or e.cancelled_at is not null)`,
  'nobody is kept apart from one who has left': `select p.precaution_id from precaution p join encounter e using (encounter_id)
     where p.ended_at is null and (e.ended_at is not null or e.cancelled_at is not null)`,
  'nothing holds up one who has left': `select b.barrier_id from discharge_barrier b join encounter e using (encounter_id)
     where b.cleared_at is null and b.cancelled_at is null and (e.ended_at is not null or e.cancelled_at is not null)`,
  'nobody is ready to leave who still waits for something': `select e.encounter_id from encounter e join discharge_barrier b
       using (encounter_id) where e.ready_to_leave_at is not null and b.cleared_at is null and b.cancelled_at is null`,
  'the plan on record is the one said last': `select e.encounter_id from encounter e
     cross join lateral (select expected_at from expected_discharge x where x.encounter_id = e.encounter_id
                          order by expected_discharge_id desc limit 1) x
     where x.expected_at is distinct from e.expected_discharge_at`,
  'what was declined of a request that is over is over': `select d.decline_id from bed_request_decline d
     join bed_request r using (request_id) where r.ended_at is not null and d.ended_at is null`,
  // Told with an instant, a move may be history; taken back, it puts people where they were; precautions come to who lies there.
  [APART]: `
    with lies as (
      select s.encounter_id, b.room_id,
             (select array_agg(p.kind || coalesce(':' || p.organism, '') order by p.kind) from precaution p
               where p.encounter_id = s.encounter_id and p.ended_at is null) as under
        from stay s join bed b using (bed_id) where s.ended_at is null and s.cancelled_at is null)
    select act.* from lies a join lies b on a.room_id = b.room_id and a.encounter_id < b.encounter_id
      cross join lateral (
        select act_id, command, input, encounter_ids from act
         where (act.encounter_ids && array[a.encounter_id, b.encounter_id])
           and command ~ '^(admissions/(admit|transfer|swap|cancel-.*)|placement/(set|end)-precaution)$'
         order by act_id desc limit 1) act
     where a.under is distinct from b.under and act.command ~ '/(admit|transfer|swap)$'
       and act.input->'at' is null and not act.input->'override' ? 'isolation-rule'
       -- Two of one room who change beds were together before, and it is no worse.
       and not (act.command = 'admissions/swap' and act.encounter_ids @> array[a.encounter_id, b.encounter_id])`,
  'what is over is not paused': `select pause_id from pause join turnover t using (turnover_id)
     where ended_at is null and coalesce(finished_at, cancelled_at) is not null`,
  'no turn goes backwards': `select turnover_id from turnover
     where asked_at < vacated_at or started_at < asked_at or started_at < vacated_at or finished_at < started_at`,
}
