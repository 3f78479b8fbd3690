-- Other systems: what they call our places, whom they expect, who is away from bed, and what they are told of us.

-- A patient who is told of before they come (HL7 A05, A14). started_at is then when they were told of; it becomes the
-- instant of the arrival with the first stay.
alter table encounter
  add column awaited             boolean not null default false,
  add column expected_arrival_at timestamptz;

-- The patient is away and the bed stays theirs: on leave of absence (A21), or somewhere in the house (A09).
create table absence (
  absence_id   bigint generated always as identity primary key,
  encounter_id bigint not null references encounter,
  kind         text not null check (kind in ('leave', 'elsewhere')),
  place        text, -- where to, as it was said
  began_at     timestamptz not null,
  expected_at  timestamptz, -- when they are expected back
  ended_at     timestamptz,
  said_by      text not null,
  cancelled_at timestamptz,
  cancelled_by text,
  cancelled_why text,
  constraint absence_in_order check (ended_at >= began_at),
  check ((cancelled_at is null) = (cancelled_by is null) and (cancelled_at is null) = (cancelled_why is null))
);
create unique index absence_once on absence (encounter_id) where ended_at is null and cancelled_at is null;
create index on absence (encounter_id);

-- Two records of one person that stay two (A24), until it is taken back (A37). The lower id stands first.
create table patient_link (
  patient_link_id  bigint generated always as identity primary key,
  patient_id       bigint not null references patient,
  other_patient_id bigint not null references patient check (other_patient_id > patient_id),
  linked_at        timestamptz not null,
  linked_by        text not null,
  ended_at         timestamptz,
  ended_by         text,
  check ((ended_at is null) = (ended_by is null))
);
create unique index patient_link_once on patient_link (patient_id, other_patient_id) where ended_at is null;

-- A counter of control ids that wraps: the same id with other content is then a new message.
alter table sender add column reused_ids boolean not null default false;

-- What a sender calls a place of ours: "unit^room^bed" as it stands in its messages, or a unit alone.
create table location_alias (
  location_alias_id bigint generated always as identity primary key,
  sender_id         bigint not null references sender,
  location          text not null check (location <> ''),
  unit_id           bigint not null references unit,
  bed_id            bigint references bed,
  made_at           timestamptz not null,
  made_by           text not null,
  ended_at          timestamptz,
  ended_by          text,
  check ((ended_at is null) = (ended_by is null))
);
create unique index location_alias_once on location_alias (sender_id, lower(location)) where ended_at is null;

-- The place a quarantined message names and nobody knows, in the sender's words: what there is to map.
alter table inbound add column unplaced text;

create index inbound_quarantined on inbound (application, facility, inbound_id) where outcome = 'quarantined';

-- A system that is told what happens here, over MLLP. on_reject: whether a message it will not take holds up the rest.
create table receiver (
  receiver_id bigint generated always as identity primary key,
  site        text not null references site,
  name        text not null check (name <> ''),
  host        text not null check (host <> ''),
  port        integer not null check (port between 1 and 65535),
  application text not null, -- MSH-5: how it names itself; messages it sent itself are not told to it again
  facility    text not null, -- MSH-6
  kinds       text[] not null,
  encoding    text not null default 'UTF-8' check (encoding in ('UTF-8', 'ISO-8859-1')),
  on_reject   text not null default 'go-on' check (on_reject in ('go-on', 'stop')),
  active      boolean not null default true,
  constraint receiver_once unique (site, name)
);

-- What it is told, in the order of outbound_id: written with the act itself, so neither is there without the other.
-- Waiting until sent, parked (it said no), or skipped by a person.
create table outbound (
  outbound_id  bigint generated always as identity primary key,
  receiver_id  bigint not null references receiver,
  site         text not null references site,
  kind         text not null,
  encounter_id bigint references encounter,
  bed_id       bigint references bed,
  message      text not null,
  made_at      timestamptz not null default now(),
  sent_at      timestamptz,
  answer       text,
  attempts     integer not null default 0,
  last_error   text,
  next_at      timestamptz not null default now(),
  parked_at    timestamptz,
  skipped_at   timestamptz,
  skipped_by   text,
  skipped_why  text,
  check (num_nonnulls(sent_at, parked_at, skipped_at) <= 1),
  check ((skipped_at is null) = (skipped_by is null) and (skipped_at is null) = (skipped_why is null))
);
create index outbound_waiting on outbound (receiver_id, outbound_id) where sent_at is null and skipped_at is null;
create index outbound_recent on outbound (sent_at) where sent_at is not null;

-- What a receiver was told last of a visit or a bed: what is new to it follows from that.
create table receiver_told (
  receiver_id bigint not null references receiver,
  what        text not null check (what in ('visit', 'bed')),
  id          bigint not null,
  told        jsonb not null,
  primary key (receiver_id, what, id)
);

-- Only these columns: the messages hold patients.
alter publication wardroom add table
  receiver (receiver_id, site, name, host, port, application, facility, kinds, encoding, on_reject, active),
  outbound (outbound_id, receiver_id, site, kind, encounter_id, bed_id, made_at, sent_at, answer, attempts, last_error,
            next_at, parked_at, skipped_at, skipped_by, skipped_why);
