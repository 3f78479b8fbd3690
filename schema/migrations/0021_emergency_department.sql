-- The emergency department: how people come, what is done with them and when, and what is expected.

-- By what rules a site's department goes. A site without a row goes by the starting values of schema/emergency.ts.
create table ed_setting (
  site            text primary key references site,
  scale           text not null default 'esi' check (scale in ('esi', 'manchester', 'own')),
  own_categories  text[] not null default '{}', -- names of the site's own, the most urgent first
  -- Lines [min] (docs/emergency-department.md); null: this site does not go by it.
  space_min       integer default 60 check (space_min > 0),
  boarding_min    integer default 240 check (boarding_min > 0),
  stay_min        integer default 480 check (stay_min > 0),
  four_hour_min   integer default 240 check (four_hour_min > 0),
  twelve_hour_min integer default 720 check (twelve_hour_min > 0),
  -- Whom NEDOCS counts as its "ventilated", and how many at most; null: all.
  nedocs_counts   text not null default 'ventilated' check (nedocs_counts in ('ventilated', 'critical')),
  nedocs_cap      integer default 2 check (nedocs_cap >= 0),
  attendings      integer check (attendings >= 0), -- on duty now; null: nobody said
  attendings_at   timestamptz,
  attendings_by   text,
  constraint ed_own_categories check (scale <> 'own' or cardinality(own_categories) between 2 and 5),
  check ((attendings is null) = (attendings_at is null) and (attendings is null) = (attendings_by is null))
);

-- An ambulance: announced, here, its patient handed over. The last two are kept by its steps.
create table ed_ambulance (
  ambulance_id   bigint generated always as identity primary key,
  site           text not null references site,
  call_sign      text not null check (call_sign <> ''),
  expected_at    timestamptz, -- null: nobody said when
  complaint      text check (complaint <> ''),
  category       integer check (category between 1 and 5),
  announced_at   timestamptz not null,
  announced_by   text not null,
  arrived_at     timestamptz,
  handed_over_at timestamptz,
  encounter_id   bigint references encounter, -- whom it brought
  cancelled_at   timestamptz,
  cancelled_by   text,
  cancelled_why  text,
  constraint ed_ambulance_in_order check (handed_over_at >= arrived_at),
  check (handed_over_at is null or arrived_at is not null),
  check ((cancelled_at is null) = (cancelled_by is null) and (cancelled_at is null) = (cancelled_why is null))
);
create unique index ed_ambulance_brings_once on ed_ambulance (encounter_id) where cancelled_at is null;
create index ed_ambulance_recent on ed_ambulance (coalesce(handed_over_at, 'infinity')) where cancelled_at is null;

-- What was said to be done, each with its instant. Nothing is written over: what was wrong is cancelled, with who and why, and
-- said again. Where a patient lies is no step: the stays say it. Not published.
create table ed_step (
  ed_step_id    bigint generated always as identity primary key,
  encounter_id  bigint references encounter,
  ambulance_id  bigint references ed_ambulance,
  kind          text not null check (kind in ('triaged', 'seen', 'decided', 'unseen', 'arrived', 'handed-over')),
  at            timestamptz not null,
  who           text not null,
  scale         text check (scale in ('esi', 'manchester', 'own')),
  category      integer check (category between 1 and 5),
  note          text check (note <> ''),
  cancelled_at  timestamptz,
  cancelled_by  text,
  cancelled_why text,
  check ((encounter_id is null) <> (ambulance_id is null)),
  check ((kind in ('arrived', 'handed-over')) = (ambulance_id is not null)),
  check ((kind = 'triaged') = (category is not null) and (kind = 'triaged') = (scale is not null)),
  check ((cancelled_at is null) = (cancelled_by is null) and (cancelled_at is null) = (cancelled_why is null))
);
create index on ed_step (encounter_id);
create index on ed_step (ambulance_id);
-- Triaged as often as need be; the rest once.
create unique index ed_step_once on ed_step (encounter_id, kind) where kind in ('seen', 'decided') and cancelled_at is null;
create unique index ed_ambulance_step_once on ed_step (ambulance_id, kind) where cancelled_at is null;

-- A visit to the department, as it stands. Its times are kept by the database (ed_visit_follow): the encounter, the stays and
-- the steps say when, whoever wrote them, so an HL7 transfer out of the department ends the visit as a person's does.
create table ed_visit (
  ed_visit_id     bigint generated always as identity primary key,
  encounter_id    bigint not null unique references encounter,
  site            text not null references site,
  mode            text not null default 'unknown' check (mode in ('ambulance', 'walk-in', 'other', 'unknown')),
  complaint       text check (complaint <> ''),
  critical        text check (critical in ('critical', 'ventilated')),
  orders_pending  integer not null default 0 check (orders_pending >= 0),
  results_pending integer not null default 0 check (results_pending >= 0),
  arrived_at      timestamptz not null,
  triaged_at      timestamptz, -- the last time
  scale           text,
  category        integer,
  space_at        timestamptz, -- in a bed of the department for the first time
  seen_at         timestamptz, -- by a provider
  decided_at      timestamptz, -- to admit
  left_at         timestamptz, -- the department, physically
  left_how        text, -- 'admitted', or the encounter's disposition; 'left' and never seen: left without being seen
  cancelled_at    timestamptz, -- with the encounter, or it was no visit to the department after all
  constraint ed_visit_in_order check
    (triaged_at >= arrived_at and space_at >= arrived_at and seen_at >= arrived_at and decided_at >= arrived_at
     and left_at >= arrived_at),
  check ((left_at is null) = (left_how is null))
);
create index ed_visit_recent on ed_visit (coalesce(left_at, 'infinity')) where cancelled_at is null;
create index on ed_visit (site, arrived_at) where cancelled_at is null;

create function ed_visit_follow(encounters bigint[]) returns void language sql as $$
  insert into ed_visit as v (encounter_id, site, arrived_at, triaged_at, scale, category, space_at, seen_at, decided_at,
                             left_at, left_how, cancelled_at)
  select e.encounter_id, e.site,
         -- Who was elsewhere in the house before came when they came here.
         case when elsewhere.first < ed.first then ed.first else e.started_at end,
         triage.at, triage.scale, triage.category, ed.space, step.seen, step.decided, gone.at,
         case when gone.at is null then null when gone.at = e.ended_at then e.disposition else 'admitted' end,
         coalesce(e.cancelled_at, case when ed.first is null and e.class in ('outpatient', 'day') then e.started_at end)
    from encounter e
    cross join lateral (
      select min(s.began_at) as first, min(s.began_at) filter (where s.bed_id is not null) as space,
             bool_or(s.ended_at is null) as here, max(s.ended_at) as last
        from stay s join unit u using (unit_id)
       where s.encounter_id = e.encounter_id and s.cancelled_at is null and u.kind = 'emergency') as ed
    cross join lateral (
      select min(s.began_at) as first from stay s join unit u using (unit_id)
       where s.encounter_id = e.encounter_id and s.cancelled_at is null and u.kind <> 'emergency') as elsewhere
    cross join lateral (
      select min(at) filter (where kind = 'seen') as seen, min(at) filter (where kind = 'decided') as decided
        from ed_step where encounter_id = e.encounter_id and cancelled_at is null) as step
    left join lateral (
      select at, scale, category from ed_step
       where encounter_id = e.encounter_id and kind = 'triaged' and cancelled_at is null
       order by at desc, ed_step_id desc limit 1) as triage on true
    cross join lateral (
      select case when ed.here then null when ed.first is not null then ed.last
                  else coalesce(elsewhere.first, e.ended_at) end as at) as gone
   where e.encounter_id = any (encounters) and not e.awaited
     and (ed.first is not null or e.class = 'emergency'
          or exists (select from ed_visit known where known.encounter_id = e.encounter_id))
  on conflict (encounter_id) do update
     set site = excluded.site, arrived_at = excluded.arrived_at, triaged_at = excluded.triaged_at, scale = excluded.scale,
         category = excluded.category, space_at = excluded.space_at, seen_at = excluded.seen_at,
         decided_at = excluded.decided_at, left_at = excluded.left_at, left_how = excluded.left_how,
         cancelled_at = excluded.cancelled_at
   where (v.site, v.arrived_at, v.triaged_at, v.scale, v.category, v.space_at, v.seen_at, v.decided_at, v.left_at,
          v.left_how, v.cancelled_at)
         is distinct from
         (excluded.site, excluded.arrived_at, excluded.triaged_at, excluded.scale, excluded.category, excluded.space_at,
          excluded.seen_at, excluded.decided_at, excluded.left_at, excluded.left_how, excluded.cancelled_at)
$$;

create function ed_visit_of_encounters() returns trigger language plpgsql as $$
declare concerned bigint[];
begin
  select array_agg(encounter_id) into concerned from changed c
   where c.class = 'emergency' or exists (select from ed_visit v where v.encounter_id = c.encounter_id);
  if concerned is not null then perform ed_visit_follow(concerned); end if;
  return null;
end $$;
create trigger ed_visit_of_new_encounters after insert on encounter referencing new table as changed
  for each statement execute function ed_visit_of_encounters();
create trigger ed_visit_of_encounters after update on encounter referencing new table as changed
  for each statement execute function ed_visit_of_encounters();

create function ed_visit_of_stays() returns trigger language plpgsql as $$
declare concerned bigint[];
begin
  select array_agg(distinct encounter_id) into concerned from changed c
   where exists (select from unit u where u.unit_id = c.unit_id and u.kind = 'emergency')
      or exists (select from ed_visit v where v.encounter_id = c.encounter_id);
  if concerned is not null then perform ed_visit_follow(concerned); end if;
  return null;
end $$;
create trigger ed_visit_of_new_stays after insert on stay referencing new table as changed
  for each statement execute function ed_visit_of_stays();
create trigger ed_visit_of_stays after update on stay referencing new table as changed
  for each statement execute function ed_visit_of_stays();

create function ed_step_is_followed() returns trigger language plpgsql as $$
begin
  if new.encounter_id is not null then perform ed_visit_follow(array[new.encounter_id]); end if;
  update ed_ambulance
     set arrived_at = (select at from ed_step
                        where ambulance_id = new.ambulance_id and kind = 'arrived' and cancelled_at is null),
         handed_over_at = (select at from ed_step
                            where ambulance_id = new.ambulance_id and kind = 'handed-over' and cancelled_at is null)
   where ambulance_id = new.ambulance_id;
  return null;
end $$;
create trigger ed_step_is_followed after insert or update on ed_step
  for each row execute function ed_step_is_followed();

-- How many come in an hour of the week by the clocks of the site, over the weeks before; written by the clock, once an hour.
create table ed_usual (
  site         text not null references site,
  hour_of_week integer not null check (hour_of_week between 0 and 167), -- 0: Monday from midnight
  weeks        integer not null check (weeks > 0),
  low          integer not null,
  mid          integer not null,
  high         integer not null,
  primary key (site, hour_of_week),
  check (low <= mid and mid <= high)
);

-- Those who came before this table was there.
select ed_visit_follow(array(
  select encounter_id from encounter where class = 'emergency'
  union select encounter_id from stay join unit using (unit_id) where unit.kind = 'emergency'));

alter publication wardroom add table ed_setting, ed_ambulance, ed_visit, ed_usual;
