-- The spine: where the beds are, who lies in them, what turns them over, what devices say of them, what came in.
-- Needs Postgres 15 (publication column lists). Nothing clinical is ever deleted: it is cancelled, with who and why.

create extension if not exists btree_gist;

-- Places ------------------------------------------------------------------------------------------------------------

create table site (
  site             text primary key check (site ~ '^[a-z0-9][a-z0-9-]{0,19}$'),
  name             text not null,
  time_zone        text not null,
  currency         text not null check (currency ~ '^[A-Z]{3}$'),
  locale           text not null default 'en',
  conflict_after_s integer not null default 600 check (conflict_after_s >= 0),
  silent_after_s   integer not null default 180 check (silent_after_s >= 5),
  last_mrn         bigint not null default 0
);

create table unit (
  unit_id  bigint generated always as identity primary key,
  site     text not null references site,
  code     text not null check (code <> ''),
  name     text not null,
  kind     text not null check (kind in ('emergency', 'medical', 'surgical', 'icu', 'hdu', 'paediatric', 'maternity',
             'neonatal', 'psychiatric', 'rehabilitation', 'day', 'theatre', 'clinic', 'other')),
  position integer not null,
  constraint unit_code_once unique (site, code),
  unique (unit_id, site)
);

create table room (
  room_id bigint generated always as identity primary key,
  unit_id bigint not null references unit,
  code    text not null check (code <> ''),
  constraint room_code_once unique (unit_id, code),
  unique (room_id, unit_id)
);

-- What a bed *is* (occupied, dirty, ready, …) is never stored: it follows from the stay, the reservation, the turnover
-- and the block that are open on it. ready_since is the one instant those do not hold once they are closed.
create table bed (
  bed_id       bigint generated always as identity primary key,
  site         text not null references site,
  unit_id      bigint not null,
  room_id      bigint not null,
  code         text not null check (code <> ''),
  position     integer not null,
  features     text[] not null default '{}',
  sex_rule     text not null default 'any' check (sex_rule in ('any', 'female', 'male')),
  staffed      boolean not null default true,
  block_reason text check (block_reason in ('repair', 'isolation', 'contaminated', 'staffing', 'other')),
  block_note   text,
  blocked_at   timestamptz,
  ready_since  timestamptz not null default now(),
  constraint bed_code_once unique (site, code),
  unique (bed_id, unit_id),
  foreign key (unit_id, site) references unit (unit_id, site),
  foreign key (room_id, unit_id) references room (room_id, unit_id),
  check ((block_reason is null) = (blocked_at is null))
);

-- People ------------------------------------------------------------------------------------------------------------

create table patient (
  patient_id        bigint generated always as identity primary key,
  family            text not null,
  given             text not null default '',
  birth_date        date,
  sex               text not null default 'unknown' check (sex in ('female', 'male', 'other', 'unknown')),
  privacy           text not null default 'normal' check (privacy in ('normal', 'hidden')),
  merged_into       bigint references patient check (merged_into <> patient_id),
  -- Written by a trigger when an encounter of the patient opens or changes: it brings the patient's row into the same
  -- transaction of the log, so a screen that knows only today's patients learns of this one.
  last_encounter_id bigint
);

create table patient_identifier (
  patient_identifier_id bigint generated always as identity primary key,
  patient_id bigint not null references patient,
  site       text not null references site,
  authority  text not null check (authority <> ''),
  value      text not null check (value <> ''),
  constraint patient_identifier_once unique (site, authority, value)
);
create index on patient_identifier (patient_id);
create index on patient_identifier (value);
create index on patient (lower(family) text_pattern_ops);
create index on patient (lower(given) text_pattern_ops);
create index on patient (merged_into) where merged_into is not null;

create table encounter (
  encounter_id          bigint generated always as identity primary key,
  site                  text not null references site,
  patient_id            bigint not null references patient,
  class                 text not null check (class in ('emergency', 'inpatient', 'outpatient', 'day')),
  visit                 text check (visit <> ''),
  mrn                   text not null, -- as the site knew the patient, for wristband and console
  started_at            timestamptz not null,
  ended_at              timestamptz,
  disposition           text check (disposition in ('home', 'transferred', 'deceased', 'left', 'other')),
  expected_discharge_at timestamptz,
  cancelled_at          timestamptz,
  cancelled_by          text,
  cancelled_why         text,
  unique (encounter_id, patient_id),
  constraint encounter_in_order check (ended_at >= started_at),
  check ((ended_at is null) = (disposition is null)),
  check ((cancelled_at is null) = (cancelled_by is null) and (cancelled_at is null) = (cancelled_why is null))
);
create unique index encounter_visit_once on encounter (site, visit) where cancelled_at is null;
create index on encounter (patient_id);
create index encounter_recent on encounter (coalesce(ended_at, 'infinity')) where cancelled_at is null;

-- A stay is where a patient was from when until when. bed_id null: in the unit, in no bed of it.
create table stay (
  stay_id      bigint generated always as identity primary key,
  encounter_id bigint not null,
  patient_id   bigint not null,
  site         text not null references site,
  unit_id      bigint not null references unit,
  bed_id       bigint,
  began_at     timestamptz not null,
  ended_at     timestamptz,
  cancelled_at timestamptz,
  foreign key (encounter_id, patient_id) references encounter (encounter_id, patient_id) on update cascade,
  foreign key (bed_id) references bed,
  constraint stay_in_order check (ended_at > began_at),
  -- One patient a bed, one place an encounter, one bed a patient: kept by the database, whoever writes.
  constraint stay_bed_once exclude using gist
    (bed_id with =, tstzrange(began_at, ended_at) with &&) where (cancelled_at is null),
  constraint stay_encounter_once exclude using gist
    (encounter_id with =, tstzrange(began_at, ended_at) with &&) where (cancelled_at is null),
  constraint stay_patient_once exclude using gist
    (patient_id with =, tstzrange(began_at, ended_at) with &&) where (cancelled_at is null and bed_id is not null)
);
create index stay_recent on stay (coalesce(ended_at, 'infinity')) where cancelled_at is null;
create index on stay (encounter_id);
create index on stay (bed_id, began_at);

-- A bed may be wheeled to another unit later; stays keep the unit it stood in. So the bed's unit is looked at when a stay
-- is written, and is no foreign key.
create function stay_in_its_unit() returns trigger language plpgsql as $$
begin
  if not exists (select from bed where bed_id = new.bed_id and unit_id = new.unit_id) then
    raise exception 'bed % does not stand in unit %', new.bed_id, new.unit_id
      using errcode = 'check_violation', constraint = 'stay_in_its_unit';
  end if;
  return new;
end $$;
create trigger stay_in_its_unit before insert on stay
  for each row when (new.bed_id is not null) execute function stay_in_its_unit();

-- A move told with its own instant to where the patient already was. No stay begins by it; but when a move that happened
-- before it is told later, it becomes the move back, so the order of telling does not matter. Not published.
create table stay_repeat (
  encounter_id bigint not null references encounter,
  at           timestamptz not null,
  unit_id      bigint not null references unit,
  bed_id       bigint references bed,
  primary key (encounter_id, at)
);

create table reservation (
  reservation_id bigint generated always as identity primary key,
  bed_id         bigint not null references bed,
  encounter_id   bigint not null references encounter,
  made_at        timestamptz not null,
  ended_at       timestamptz,
  ended_why      text,
  check ((ended_at is null) = (ended_why is null))
);
create unique index reservation_bed_once on reservation (bed_id) where ended_at is null;
create unique index reservation_encounter_once on reservation (encounter_id) where ended_at is null;

-- One turn of a bed: vacated -> asked -> started -> finished (DEFINITIONS section 2). vacated_at null: asked for though
-- nobody had left; asked_at null on a finished one: found clean.
create table turnover (
  turnover_id   bigint generated always as identity primary key,
  bed_id        bigint not null references bed,
  vacated_at    timestamptz,
  asked_at      timestamptz,
  started_at    timestamptz,
  finished_at   timestamptz,
  priority      text not null default 'routine' check (priority in ('routine', 'next', 'stat')),
  cancelled_at  timestamptz,
  cancelled_why text,
  check (vacated_at is not null or asked_at is not null or started_at is not null),
  check (finished_at is null or started_at is not null),
  constraint turnover_in_order check (started_at <= finished_at),
  check ((cancelled_at is null) = (cancelled_why is null))
);
create index on turnover (bed_id);
create unique index turnover_bed_once on turnover (bed_id) where finished_at is null and cancelled_at is null;

create function encounter_brings_patient() returns trigger language plpgsql as $$
begin
  update patient set last_encounter_id = new.encounter_id where patient_id = new.patient_id;
  return null;
end $$;
create trigger encounter_brings_patient after insert or update on encounter
  for each row execute function encounter_brings_patient();

-- Devices -----------------------------------------------------------------------------------------------------------

create table device (
  device_id bigint generated always as identity primary key,
  site      text not null references site,
  kind      text not null,
  code      text not null,
  bed_id    bigint references bed,
  online    boolean, -- what it said on its availability topic; null: never heard of
  online_at timestamptz,
  -- Since when nothing has come from a device that claims to be online; set by the clock, cleared by the next reading.
  silent_since timestamptz,
  constraint device_code_once unique (site, kind, code)
);
create unique index device_sensor_once on device (bed_id, kind) where bed_id is not null;

-- The latest value of each channel of each device. Order is by boot and seq, never by the device's clock.
create table device_channel (
  device_id   bigint not null references device,
  channel     text not null,
  boot        text not null,
  seq         bigint not null,
  value       jsonb not null,
  changed_at  timestamptz not null, -- the value is so since (arrival)
  said_at     timestamptz not null, -- "device says"
  primary key (device_id, channel)
) with (fillfactor = 50); -- updated all the time: room beside the row keeps that within its page

-- When each device was last heard, and every boot it ever had: an old boot can be told from a new one. Not published:
-- a heartbeat must not cost every screen a delta.
create table device_boot (
  device_id bigint not null references device,
  boot      text not null,
  nth       bigint not null,
  primary key (device_id, boot)
);
create table device_heard (
  device_id bigint primary key references device,
  heard_at  timestamptz not null
) with (fillfactor = 50);

-- Every reading, once. Telemetry, not published; kept for as long as the setting says.
create table reading (
  device_id   bigint not null references device,
  boot        text not null,
  seq         bigint not null,
  channel     text not null,
  value       jsonb not null,
  said_at     timestamptz not null,
  received_at timestamptz not null default now(),
  primary key (device_id, boot, seq)
);
create index on reading using brin (received_at);

-- What came in ------------------------------------------------------------------------------------------------------

create table sender (
  sender_id         bigint generated always as identity primary key,
  application       text not null,
  facility          text not null,
  site              text not null references site,
  unit_component    integer not null default 1,
  room_component    integer not null default 2,
  bed_component     integer not null default 3,
  clocks            text[] not null default '{EVN-6,EVN-2,MSH-7}',
  time_zone         text,
  quarantine_answer text not null default 'AE' check (quarantine_answer in ('AE', 'AA')),
  charset           text,
  constraint sender_once unique (application, facility)
);

-- Each message as it came, before anything is made of it. The raw bytes never leave by the publication.
create table inbound (
  inbound_id  bigint generated always as identity primary key,
  site        text references site,
  door        text not null default 'hl7',
  received_at timestamptz not null default now(),
  application text not null,
  facility    text not null,
  control_id  text,
  kind        text not null,
  version     text,
  hash        bytea not null,
  raw         bytea not null,
  outcome     text not null check (outcome in ('applied', 'stored', 'quarantined', 'refused')),
  reason      text,
  answer      text,
  repeats     integer not null default 0
);
create index inbound_identity on inbound (application, facility, control_id);
create index inbound_recent on inbound (received_at);

-- What a device sent that could not be taken, and why. The newest are kept (see commands/devices).
create table dead_letter (
  dead_letter_id bigint generated always as identity primary key,
  site        text,
  received_at timestamptz not null default now(),
  topic       text not null,
  payload     bytea not null,
  reason      text not null
);
create index dead_letter_recent on dead_letter (received_at);

-- Who did what, when, by which door: one line a command that was done, and its answer for the same Idempotency-Key.
create table act (
  act_id       bigint generated always as identity primary key,
  at           timestamptz not null default now(),
  door         text not null check (door in ('http', 'hl7', 'mqtt', 'system')),
  who          text not null,
  command      text not null,
  key          text,
  input        jsonb not null,
  result       jsonb not null,
  site         text,
  bed_ids      bigint[] not null default '{}',
  encounter_ids bigint[] not null default '{}',
  patient_ids  bigint[] not null default '{}',
  inbound_id   bigint references inbound
);
create unique index act_key_once on act (who, key);
create index on act (inbound_id) where inbound_id is not null;
create index on act using gin (bed_ids);
create index on act using gin (encounter_ids);
create index on act using gin (patient_ids);

-- Time is a row too: written every second by whichever server comes first. What depends on the clock (a new day, a
-- silent device) changes at a position in the log, so all screens agree on it at the same LSN.
create table clock (
  one boolean primary key default true check (one),
  at  timestamptz not null
);
insert into clock (at) values (now());

-- What screens may learn of. Only these columns of the inbound messages: their raw text holds patients.
create publication wardroom for table
  site (site, name, time_zone, currency, locale, conflict_after_s, silent_after_s),
  unit, room, bed, patient, encounter, stay, reservation, turnover, device, device_channel, clock,
  inbound (inbound_id, site, door, received_at, application, facility, control_id, kind, outcome, reason, answer, repeats),
  dead_letter (dead_letter_id, site, received_at, topic, reason);
