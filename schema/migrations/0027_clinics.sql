-- Clinics of outpatients, and the numbers people wait there with. People read "token"; `token` is a program's already, so: ticket.
-- No name stands here: a ticket may be for an encounter, or for somebody who is just waiting.

create table clinic (
  clinic_id bigint generated always as identity primary key,
  site      text not null references site,
  code      text not null,
  name      text not null,
  -- What its numbers begin with.
  letter    text not null check (letter ~ '^[A-Z]{1,2}$'),
  -- Rooms or counters people are called to.
  rooms     text[] not null check (cardinality(rooms) between 1 and 40),
  unit_id   bigint,
  -- Elderly and disabled people go before those who came up to so many minutes before them.
  head_start_min integer not null check (head_start_min between 0 and 240),
  -- Whether it gives out numbers.
  open      boolean not null,
  position  integer not null,
  constraint clinic_code_once unique (site, code),
  constraint clinic_letter_once unique (site, letter),
  foreign key (unit_id, site) references unit (unit_id, site)
);

create table ticket (
  ticket_id  bigint generated always as identity primary key,
  site       text not null references site,
  -- Numbers run per clinic and day of the site, from 1, none twice and none left out: each follows one that there is.
  counted_by bigint not null references clinic,
  day        date not null,
  nth        integer not null check (nth > 0),
  follows    integer generated always as (nullif(nth - 1, 0)) stored,
  number     text not null,
  -- Where it waits now. Who is sent to another clinic keeps the number.
  clinic_id  bigint not null references clinic,
  encounter_id bigint references encounter,
  priority   text not null check (priority in ('routine', 'elderly', 'disabled', 'urgent')),
  taken_at   timestamptz not null,
  -- Since when in the queue of this clinic, and what the queue is in order of: that, less the head start.
  waits_from timestamptz not null,
  turn       timestamptz not null,
  state      text not null check (state in ('waiting', 'called', 'inside', 'done', 'absent', 'left')),
  room       text,
  calls      integer not null default 0,
  first_called_at timestamptz,
  called_at  timestamptz,
  ended_at   timestamptz,
  changed_at timestamptz not null,
  changed_by text not null,
  -- SHA-256 of what the code on the slip holds.
  code_hash  bytea not null,
  constraint ticket_number_once unique (counted_by, day, nth),
  constraint ticket_text_once unique (site, day, number),
  constraint ticket_without_gap foreign key (counted_by, day, follows) references ticket (counted_by, day, nth),
  constraint ticket_code_once unique (code_hash),
  constraint ticket_in_order check (taken_at <= waits_from and first_called_at <= called_at and taken_at <= changed_at),
  check (octet_length(code_hash) = 32),
  check ((calls = 0) = (called_at is null) and (calls = 0) = (first_called_at is null)),
  check (case when state = 'waiting' then room is null and calls = 0
              when state in ('called', 'inside') then room is not null and calls > 0 else true end),
  check ((ended_at is not null) = (state in ('done', 'absent', 'left')))
);
-- One number at a time is called to a room, or in it.
create unique index ticket_room_once on ticket (clinic_id, day, room) where state in ('called', 'inside');
create index on ticket (clinic_id, day, turn, ticket_id) where state = 'waiting';
create index on ticket (clinic_id, day, first_called_at);
create index on ticket (encounter_id) where encounter_id is not null;
create index on ticket (taken_at);

-- All that became of a ticket: where, when, by whom; whoever writes it.
create table ticket_step (
  ticket_step_id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  state     text not null,
  clinic_id bigint not null references clinic,
  room      text,
  calls     integer not null,
  priority  text not null,
  at        timestamptz not null,
  who       text not null
);
create index on ticket_step (ticket_id, ticket_step_id);

create function ticket_steps() returns trigger language plpgsql as $$
begin
  insert into ticket_step (ticket_id, state, clinic_id, room, calls, priority, at, who)
  values (new.ticket_id, new.state, new.clinic_id, new.room, new.calls, new.priority, new.changed_at, new.changed_by);
  return null;
end $$;
create trigger ticket_steps after insert or update of state, clinic_id, room, calls, priority on ticket
  for each row execute function ticket_steps();

-- What opens a phone's page never leaves by the publication, nor whom a number is for.
alter publication wardroom add table clinic,
  ticket (ticket_id, site, clinic_id, day, number, priority, taken_at, waits_from, turn, state, room, calls,
          first_called_at, called_at, ended_at);
