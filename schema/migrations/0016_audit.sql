-- Who did, who looked, who came in and went, and what may be proved of it. Rows of these tables are written once and never
-- changed: the rule is the database's own (docs/audit.md says what that holds against, and what it does not).

-- Somebody looked, or tried to. A person's looking at patients: by patient. What hangs on a board: by place and level, once
-- an hour for each who looks (the hour); who was there then is in the stays.
create table look (
  look_id     bigint generated always as identity primary key,
  at          timestamptz not null default now(),
  person_id   bigint,
  token_id    bigint,
  screen_id   bigint,
  session_id  bigint,
  who         text not null,
  what        text not null check (what ~ '^(query|board|file|command)/'),
  site        text,
  unit        text,
  level       text,
  asked       jsonb not null default '{}',
  patient_ids bigint[] not null default '{}',
  found       integer, -- how many rows there were
  refused     text, -- why they did not see it
  hour        timestamptz
);
create unique index look_once_an_hour on look (
  hour, what, coalesce(person_id, 0), coalesce(token_id, 0), coalesce(screen_id, 0), coalesce(site, ''), coalesce(unit, ''),
  coalesce(level, ''), coalesce(refused, '')
) where hour is not null;

-- Somebody let themselves in where they have no role, because somebody's life may hang on it.
create table emergency (
  emergency_id    bigint generated always as identity primary key,
  person_id       bigint not null references person,
  site            text not null,
  unit            text not null,
  role            text not null,
  reason          text not null,
  why             text not null check (why <> ''),
  began_at        timestamptz not null default now(),
  until           timestamptz not null,
  ended_at        timestamptz,
  reviewed_at     timestamptz,
  reviewed_by     text,
  remark          text,
  foreign key (site, unit) references unit (site, code),
  check (until > began_at),
  check ((reviewed_at is null) = (reviewed_by is null) and (reviewed_at is null) = (remark is null))
);
create unique index emergency_once on emergency (person_id, site, unit) where ended_at is null;
create index emergency_of on emergency (person_id, began_at);
create index emergency_unreviewed on emergency (emergency_id) where reviewed_at is null;

alter table person_grant
  add column until        timestamptz, -- it ends by itself
  add column emergency_id bigint references emergency;
-- With a list of columns there is no adding one: the table goes out, and in again.
alter publication wardroom drop table person_grant;
alter publication wardroom add table
  person_grant (person_grant_id, person_id, role, site, unit, ended_at, until);

-- The chain: one row for each thing above, for each act, each sign-in and each end of a session, in the order they were
-- sealed. Its hash is made of the row, of the hash before it, and of a hash of what it tells of (source).
create table audit (
  audit_id     bigint primary key check (audit_id > 0), -- from 1 on, without a gap
  at           timestamptz not null,
  kind         text not null check (kind in ('act', 'look', 'sign-in', 'sign-out')),
  source_id    bigint not null,
  who          text not null,
  person_id    bigint,
  token_id     bigint,
  screen_id    bigint,
  what         text not null,
  refused      text,
  site         text,
  unit         text,
  patient_ids  bigint[] not null,
  emergency_id bigint,
  details      jsonb not null,
  source       bytea not null check (length(source) = 32),
  hash         bytea not null check (length(hash) = 32),
  unique (kind, source_id)
);
create index audit_at on audit (at, audit_id);
create index audit_person on audit (person_id, at, audit_id) where person_id is not null;
create index audit_patients on audit using gin (patient_ids);
create index audit_what on audit (what, at, audit_id);
create index audit_emergency on audit (emergency_id) where emergency_id is not null;

create function is_written_once() returns trigger language plpgsql as $$
begin
  raise exception 'What stands in % is on record: it is never changed.', tg_table_name
    using errcode = 'insufficient_privilege', constraint = tg_table_name || '_is_on_record';
end $$;

create trigger act_is_on_record before update or delete or truncate on act for each statement execute function is_written_once();
create trigger sign_in_is_on_record before update or delete or truncate on sign_in for each statement execute function is_written_once();
create trigger look_is_on_record before update or delete or truncate on look for each statement execute function is_written_once();
create trigger audit_is_on_record before update or delete or truncate on audit for each statement execute function is_written_once();
-- A session goes on until it ends, and then it is history.
create trigger session_is_on_record before update on session for each row when (old.ended_at is not null)
  execute function is_written_once();
create index session_ended on session (ended_at) where ended_at is not null;
