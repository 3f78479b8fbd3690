-- Observations (NEWS2): each set that was taken, and what of a patient or a site says how it is scored and when the next is due.
-- Codes: LOINC; units: UCUM. What is prescribed stands on the encounter as it is now; what was before, with who and why, in the acts.

alter table encounter
  -- SpO2 scale 2 (target 88-92 %) counts only where somebody prescribed it.
  add column spo2_scale         smallint not null default 1 check (spo2_scale in (1, 2)),
  add column spo2_scale_by      text,
  add column spo2_scale_why     text,
  add column pregnant           boolean not null default false,
  add column pregnant_by        text,
  -- How often somebody decided that this patient is observed; null: as the score asks.
  add column observe_every_min  integer check (observe_every_min between 5 and 1440),
  add column observe_every_by   text,
  add column observe_every_why  text,
  add constraint encounter_scale_2_said check (spo2_scale = 1 or (spo2_scale_by is not null and spo2_scale_why is not null)),
  add constraint encounter_pregnant_said check (not pregnant or pregnant_by is not null),
  add constraint encounter_observe_every_said check
    ((observe_every_min is null) = (observe_every_by is null) and (observe_every_min is null) = (observe_every_why is null));

-- How long until the next set after each score [min], by site; a site without a row: schema/observations/when-next.ts.
create table observation_rule (
  site           text primary key references site,
  every_0        integer not null check (every_0 between 5 and 2880),
  every_1_to_4   integer not null check (every_1_to_4 between 5 and 2880),
  every_single_3 integer not null check (every_single_3 between 5 and 2880),
  every_5_to_6   integer not null check (every_5_to_6 between 5 and 2880),
  every_7        integer not null check (every_7 between 5 and 2880),
  -- Every so often a monitor's values become a set.
  monitor_every  integer not null check (monitor_every between 1 and 240),
  -- Whether a screen in a corridor shows bed and score.
  corridor       boolean not null
);

create table observation_set (
  observation_set_id bigint generated always as identity primary key,
  encounter_id  bigint not null references encounter,
  taken_at      timestamptz not null,
  taken_by      text not null check (taken_by <> ''),
  source        text not null check (source in ('person', 'monitor', 'message')),
  device_id     bigint references device,
  respiration   integer check (respiration between 0 and 80),       -- LOINC 9279-1  [/min]
  spo2          integer check (spo2 between 30 and 100),            -- LOINC 59408-5 [%]
  spo2_scale    smallint not null check (spo2_scale in (1, 2)),     -- as prescribed when it was taken
  oxygen        text check (oxygen in ('air', 'oxygen')),
  oxygen_flow   double precision check (oxygen_flow > 0 and oxygen_flow <= 80), -- LOINC 3151-8 [L/min]
  oxygen_device text check (oxygen_device in ('nasal', 'mask', 'venturi', 'reservoir', 'high-flow', 'niv', 'tracheostomy', 'other')),
  systolic      integer check (systolic between 30 and 300),        -- LOINC 8480-6  [mm[Hg]]
  diastolic     integer check (diastolic between 10 and 200),       -- LOINC 8462-4  [mm[Hg]]
  pulse         integer check (pulse between 10 and 300),           -- LOINC 8867-4  [/min]
  consciousness text check (consciousness in ('A', 'C', 'V', 'P', 'U')), -- LOINC 67775-7
  temperature   double precision check (temperature between 25 and 45),  -- LOINC 8310-5 [Cel], as stated
  -- What was not measured with it but stood in the last set a person took, and which set that is.
  carried       text[] not null default '{}',
  carried_from  bigint references observation_set,
  -- A monitor's set is nobody's word until somebody confirms it.
  verified_at   timestamptz,
  verified_by   text,
  cancelled_at  timestamptz,
  cancelled_by  text,
  cancelled_why text,
  -- Since when another set says what is so, or the patient has left; kept by the triggers below.
  over_at       timestamptz,
  constraint observation_of_something check
    (num_nonnulls(respiration, spo2, oxygen, systolic, diastolic, pulse, consciousness, temperature) > 0),
  constraint observation_pressure check (diastolic < systolic),
  constraint observation_on_oxygen check (oxygen = 'oxygen' or (oxygen_flow is null and oxygen_device is null)),
  check ((source = 'monitor') = (device_id is not null)),
  check ((carried = '{}') = (carried_from is null)),
  check ((verified_at is null) = (verified_by is null)),
  check ((cancelled_at is null) = (cancelled_by is null) and (cancelled_at is null) = (cancelled_why is null))
);
create index on observation_set (encounter_id, taken_at);
create index on observation_set (device_id) where device_id is not null;
create index observation_set_recent on observation_set (coalesce(over_at, 'infinity')) where cancelled_at is null;
-- One word a person, patient and instant: a form sent twice is one set.
create unique index observation_set_once on observation_set (encounter_id, taken_at, taken_by) where cancelled_at is null;

-- What is so of an encounter that is open: its last set, and its last whole one, which has the score. All others are over.
create function settle_observations(of bigint) returns void language sql as $$
  with standing as (
    select s.observation_set_id from encounter e
      cross join lateral (
        (select observation_set_id from observation_set o
          where o.encounter_id = e.encounter_id and o.cancelled_at is null
          order by taken_at desc, observation_set_id desc limit 1)
        union
        (select observation_set_id from observation_set o
          where o.encounter_id = e.encounter_id and o.cancelled_at is null
            and num_nulls(respiration, spo2, oxygen, systolic, pulse, consciousness, temperature) = 0
          order by taken_at desc, observation_set_id desc limit 1)) s
     where e.encounter_id = of and e.ended_at is null and e.cancelled_at is null
  )
  update observation_set o
     set over_at = case when o.observation_set_id in (select * from standing) then null else now() end
   where o.encounter_id = of
     and (o.over_at is null) <> (o.observation_set_id in (select * from standing))
$$;

create function observation_settles() returns trigger language plpgsql as $$
begin
  perform settle_observations(new.encounter_id);
  return null;
end $$;
create trigger observation_settles
  after insert or update of taken_at, cancelled_at on observation_set
  for each row execute function observation_settles();
create trigger encounter_settles_observations
  after update of ended_at, cancelled_at on encounter
  for each row when (old.ended_at is distinct from new.ended_at or old.cancelled_at is distinct from new.cancelled_at)
  execute function observation_settles();

alter publication wardroom add table observation_rule, observation_set;
