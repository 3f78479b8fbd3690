-- Placement: who needs which bed, and what must keep patients apart.

-- Isolation precautions a patient is under. The one truth from which placement, walls and the rules of a room read.
create table precaution (
  precaution_id bigint generated always as identity primary key,
  encounter_id  bigint not null references encounter,
  kind          text not null check (kind in ('contact', 'droplet', 'airborne')),
  organism      text check (organism <> ''), -- for cohorting: only the same organism may share a room
  began_at      timestamptz not null,
  said_by       text not null,
  ended_at      timestamptz,
  ended_by      text,
  -- lifted: somebody said so; left: the patient is gone, and the precaution with them (it comes back if they never left).
  ended_how     text check (ended_how in ('lifted', 'left', 'mistaken')),
  ended_why     text,
  constraint precaution_in_order check (ended_at >= began_at),
  check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_how is null))
);
create unique index precaution_once on precaution (encounter_id, kind) where ended_at is null;
create index on precaution (encounter_id);
-- The rules of a room ask who else lies in it.
create index on bed (room_id);

-- A patient who needs a bed. What isolation they need follows from their precautions, their sex from the patient.
create table bed_request (
  request_id   bigint generated always as identity primary key,
  site         text not null references site, -- where the patient is
  to_site      text not null references site, -- where the bed is wanted
  encounter_id bigint not null references encounter,
  unit_id      bigint,
  unit_kind    text check (unit_kind in ('emergency', 'medical', 'surgical', 'icu', 'hdu', 'paediatric', 'maternity',
                 'neonatal', 'psychiatric', 'rehabilitation', 'day', 'theatre', 'clinic', 'lounge', 'other')),
  level        text not null default 'ward' check (level in ('ward', 'hdu', 'icu')),
  features     text[] not null default '{}',
  specialty    text check (specialty <> ''),
  priority     text not null default 'routine' check (priority in ('routine', 'urgent', 'emergency')),
  from_kind    text not null check (from_kind in ('ed', 'theatre', 'clinic', 'home', 'unit', 'other-site', 'other-hospital')),
  from_note    text,
  asked_at     timestamptz not null,
  asked_by     text not null,
  ready_at     timestamptz, -- from when the patient may move; null: not known
  ended_at     timestamptz,
  ended_by     text,
  ended_how    text check (ended_how in ('placed', 'cancelled')),
  ended_why    text,
  foreign key (unit_id, to_site) references unit (unit_id, site),
  constraint bed_request_in_order check (ended_at >= asked_at),
  check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_how is null)),
  check ((ended_how is not distinct from 'cancelled') = (ended_why is not null))
);
create unique index bed_request_once on bed_request (encounter_id) where ended_at is null;

-- A unit (or one bed of it) that cannot take the patient, and why. ended_at: the request it answered is over.
create table bed_request_decline (
  decline_id   bigint generated always as identity primary key,
  request_id   bigint not null references bed_request,
  unit_id      bigint not null references unit,
  bed_id       bigint references bed,
  reason       text not null check (reason in ('no-nurse', 'wrong-level', 'infection', 'equipment', 'no-bed', 'other')),
  note         text,
  at           timestamptz not null,
  who          text not null,
  ended_at     timestamptz,
  cancelled_at timestamptz,
  cancelled_by text,
  check ((cancelled_at is null) = (cancelled_by is null))
);
create unique index bed_request_decline_once on bed_request_decline (request_id, unit_id, coalesce(bed_id, 0))
  where cancelled_at is null and ended_at is null;

-- Who keeps the bed: two who place patients at once must read of each other.
alter table reservation add column made_by text;

alter publication wardroom add table precaution, bed_request, bed_request_decline;
