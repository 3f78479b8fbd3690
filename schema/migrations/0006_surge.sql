-- Surge: which level a site has declared, from when it proposes one, and who does what at each.

-- One open level a site; level 1 is the usual day, and also what a site is at that never declared any.
create table surge_level (
  surge_id    bigint generated always as identity primary key,
  site        text not null references site,
  level       integer not null check (level between 1 and 4),
  declared_at timestamptz not null,
  declared_by text not null,
  why         text not null check (why <> ''),
  ended_at    timestamptz,
  constraint surge_in_order check (ended_at >= declared_at)
);
create unique index surge_level_once on surge_level (site) where ended_at is null;
create index surge_level_recent on surge_level (site, declared_at);

-- From which value on a level is proposed. A site without a row is measured by the starting values of schema/surge.ts.
create table surge_rule (
  site        text primary key references site,
  occupancy_2 integer not null check (occupancy_2 > 0),
  occupancy_3 integer not null,
  occupancy_4 integer not null,
  waiting_2   integer not null check (waiting_2 > 0),
  waiting_3   integer not null,
  waiting_4   integer not null,
  constraint surge_rule_rises check
    (occupancy_2 < occupancy_3 and occupancy_3 < occupancy_4 and waiting_2 < waiting_3 and waiting_3 < waiting_4)
);

-- What is to be done at a level, and by whom.
create table action_card (
  card_id  bigint generated always as identity primary key,
  site     text not null references site,
  level    integer not null check (level between 1 and 4),
  position integer not null,
  owner    text not null check (owner <> ''),
  action   text not null check (action <> ''),
  constraint action_card_once unique (site, level, position)
);

alter publication wardroom add table surge_level, surge_rule, action_card;
