-- Leaving: when the patient is expected to go and who said so, the order, what still holds them up, and that they are ready.
-- What was ordered or said and is taken back again stands with who and why in the acts; the row says what is so now.

alter table encounter
  -- The first plan ever said: how good planning is, is measured against it and against the last one.
  add column first_expected_discharge_at timestamptz,
  add column expected_said_by      text check (expected_said_by <> ''),
  add column expected_said_at      timestamptz,
  add column discharge_ordered_at  timestamptz,
  add column discharge_ordered_by  text,
  add column ready_to_leave_at     timestamptz,
  add column ready_to_leave_by     text,
  -- Since when the patient no longer meets the criteria to reside in an acute bed (NHS), though they are still here.
  add column no_criteria_since     timestamptz,
  add column no_criteria_by        text,
  add constraint encounter_expected_said check ((expected_said_at is null) = (expected_said_by is null)),
  add constraint encounter_ordered_by check ((discharge_ordered_at is null) = (discharge_ordered_by is null)),
  add constraint encounter_ready_by check ((ready_to_leave_at is null) = (ready_to_leave_by is null)),
  add constraint encounter_no_criteria_by check ((no_criteria_since is null) = (no_criteria_by is null));

update encounter set first_expected_discharge_at = expected_discharge_at;

-- Every saying of the expected date, in the order they were said; expected_at null: taken back. Not published.
create table expected_discharge (
  expected_discharge_id bigint generated always as identity primary key,
  encounter_id bigint not null references encounter,
  said_at      timestamptz not null,
  said_by      text not null check (said_by <> ''),
  expected_at  timestamptz
);
create index on expected_discharge (encounter_id);

-- What must be done before the patient can go, by whom, until when.
create table discharge_barrier (
  barrier_id    bigint generated always as identity primary key,
  encounter_id  bigint not null references encounter,
  kind          text not null check (kind in ('medicines', 'transport', 'letter', 'payment', 'home-care', 'imaging',
                  'laboratory', 'therapy', 'family', 'placement', 'equipment', 'other')),
  note          text check (note <> ''),
  owner         text check (owner <> ''),
  due_at        timestamptz,
  raised_at     timestamptz not null,
  raised_by     text not null,
  cleared_at    timestamptz,
  cleared_by    text,
  cancelled_at  timestamptz,
  cancelled_by  text,
  cancelled_why text,
  constraint barrier_in_order check (cleared_at >= raised_at),
  check ((cleared_at is null) = (cleared_by is null)),
  check ((cancelled_at is null) = (cancelled_by is null) and (cancelled_at is null) = (cancelled_why is null)),
  check (cleared_at is null or cancelled_at is null)
);
create index on discharge_barrier (encounter_id);
-- The same thing is waited for once.
create unique index barrier_once on discharge_barrier (encounter_id, kind, coalesce(note, ''))
  where cleared_at is null and cancelled_at is null;

alter publication wardroom add table discharge_barrier;
