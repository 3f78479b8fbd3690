-- What was done in an emergency department is followed a statement at a time, as stays and encounters are: a past that is
-- brought along says hundreds of steps at once, and a row at a time that took four times as long as all the rest of it.

create or replace function ed_step_is_followed() returns trigger language plpgsql as $$
declare
  visits     bigint[];
  ambulances bigint[];
begin
  select array_agg(distinct encounter_id) filter (where encounter_id is not null),
         array_agg(distinct ambulance_id) filter (where ambulance_id is not null)
    into visits, ambulances from changed;
  if visits is not null then perform ed_visit_follow(visits); end if;
  update ed_ambulance a
     set arrived_at = said.arrived, handed_over_at = said.handed_over
    from (select ambulance_id, min(at) filter (where kind = 'arrived' and cancelled_at is null) as arrived,
                 min(at) filter (where kind = 'handed-over' and cancelled_at is null) as handed_over
            from ed_step where ambulance_id = any (ambulances) group by ambulance_id) as said
   where a.ambulance_id = said.ambulance_id;
  return null;
end $$;
drop trigger ed_step_is_followed on ed_step;
create trigger ed_steps_are_followed after insert on ed_step referencing new table as changed
  for each statement execute function ed_step_is_followed();
create trigger ed_changed_steps_are_followed after update on ed_step referencing new table as changed
  for each statement execute function ed_step_is_followed();
