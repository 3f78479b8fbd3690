-- The jobs that turn a bed and move people and things: how each came up, who has it, what held it up; who is on shift.

-- A bed that is left is asked for by itself. Where a person shall look first: false, and the bed is `vacated` until asked.
alter table unit add column auto_ask boolean not null default true;

alter table turnover
  -- What the turn began with. `sensor`: the bed's sensor said empty while the record still had somebody in it, so
  -- vacated_at is the sensor's instant, and nothing is asked for until the record says the same (docs/turn-clock.md).
  add column opened_by    text not null default 'person' check (opened_by in ('discharge', 'transfer', 'sensor', 'person')),
  add column asked_by     text, -- null on a turn that was asked for: by itself
  add column assigned_to  text check (assigned_to <> ''),
  add column assigned_at  timestamptz,
  add column started_by   text,
  add column finished_by  text,
  add column cancelled_by text,
  add column isolation    boolean not null default false,
  add column inspected_at timestamptz,
  add column inspected_by text,
  add column passed       boolean,
  add constraint turnover_assigned check ((assigned_to is null) = (assigned_at is null)),
  add constraint turnover_inspected check
    ((inspected_at is null) = (inspected_by is null) and (inspected_at is null) = (passed is null)
     and (inspected_at is null or inspected_at >= finished_at));
update turnover set opened_by = 'discharge' where vacated_at is not null;
-- Open turns and those of late: what screens hold.
create index turnover_recent on turnover (coalesce(finished_at, 'infinity')) where cancelled_at is null;

create table porter_job (
  porter_job_id bigint generated always as identity primary key,
  site          text not null references site,
  encounter_id  bigint references encounter,
  what          text not null check (what in ('walk', 'chair', 'bed', 'equipment', 'specimen')),
  from_unit_id  bigint not null references unit,
  from_bed_id   bigint references bed,
  to_unit_id    bigint not null references unit,
  to_bed_id     bigint references bed,
  needs         text[] not null default '{}' check (needs <@ array['oxygen', 'monitor', 'nurse', 'isolation']),
  priority      text not null default 'routine' check (priority in ('routine', 'next', 'stat')),
  asked_at      timestamptz not null,
  asked_by      text not null,
  assigned_to   text check (assigned_to <> ''),
  assigned_at   timestamptz,
  started_at    timestamptz,
  started_by    text,
  finished_at   timestamptz,
  finished_by   text,
  cancelled_at  timestamptz,
  cancelled_by  text,
  cancelled_why text,
  constraint porter_job_in_order check (asked_at <= started_at and started_at <= finished_at),
  check ((assigned_to is null) = (assigned_at is null)),
  check ((started_at is null) = (started_by is null)),
  check ((finished_at is null) = (finished_by is null)),
  check (finished_at is null or started_at is not null),
  check (finished_at is null or cancelled_at is null),
  check ((cancelled_at is null) = (cancelled_by is null) and (cancelled_at is null) = (cancelled_why is null))
);
create index porter_job_recent on porter_job (coalesce(finished_at, 'infinity')) where cancelled_at is null;

-- What held a job up, from when until when.
create table pause (
  pause_id      bigint generated always as identity primary key,
  turnover_id   bigint references turnover,
  porter_job_id bigint references porter_job,
  began_at      timestamptz not null,
  ended_at      timestamptz,
  reason        text not null check (reason in ('supplies', 'equipment', 'patient-still-in', 'called-away', 'break', 'other')),
  check (num_nonnulls(turnover_id, porter_job_id) = 1),
  constraint pause_in_order check (began_at <= ended_at)
);
create unique index pause_turnover_once on pause (turnover_id) where ended_at is null;
create unique index pause_porter_once on pause (porter_job_id) where ended_at is null;
create index pause_recent on pause (coalesce(ended_at, 'infinity'));

-- A job that is over is not paused, whoever ended it and how.
create function job_ends_pause() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'turnover' then
    update pause set ended_at = greatest(began_at, coalesce(new.finished_at, new.cancelled_at))
     where turnover_id = new.turnover_id and ended_at is null;
  else
    update pause set ended_at = greatest(began_at, coalesce(new.finished_at, new.cancelled_at))
     where porter_job_id = new.porter_job_id and ended_at is null;
  end if;
  return null;
end $$;
create trigger turnover_ends_pause after update on turnover for each row
  when (coalesce(new.finished_at, new.cancelled_at) is not null and coalesce(old.finished_at, old.cancelled_at) is null)
  execute function job_ends_pause();
create trigger porter_job_ends_pause after update on porter_job for each row
  when (coalesce(new.finished_at, new.cancelled_at) is not null and coalesce(old.finished_at, old.cancelled_at) is null)
  execute function job_ends_pause();

-- Who is at work. Not published: asked for when somebody is to be given a job.
create table shift (
  shift_id bigint generated always as identity primary key,
  site     text not null references site,
  person   text not null check (person <> ''),
  role     text not null check (role in ('cleaner', 'porter')),
  zone     text check (zone <> ''), -- null: wherever needed
  began_at timestamptz not null,
  ends_at  timestamptz, -- planned
  ended_at timestamptz,
  constraint shift_in_order check (began_at <= ended_at and began_at < ends_at)
);
create unique index shift_person_once on shift (site, person, role) where ended_at is null;

alter publication wardroom add table porter_job, pause;
