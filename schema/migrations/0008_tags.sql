-- Real-time location tags and staff badges: who or what each is with; and what a device's messages lack.

-- One device is with one patient, one thing or one person at a time. What ended stays on record.
create table tag_assignment (
  tag_assignment_id bigint generated always as identity primary key,
  device_id    bigint not null references device,
  encounter_id bigint references encounter,
  asset        text check (asset <> ''),
  person       text check (person <> ''),
  attached_at  timestamptz not null default now(),
  detached_at  timestamptz,
  constraint tag_with_one check (num_nonnulls(encounter_id, asset, person) = 1),
  constraint tag_in_order check (detached_at >= attached_at)
);
create unique index tag_device_once on tag_assignment (device_id) where detached_at is null;
create unique index tag_encounter_once on tag_assignment (encounter_id) where detached_at is null;
create index on tag_assignment (encounter_id);

-- Numbers of a boot that did not come between two that did. `missing` is counted once those that were only late are in.
create table reading_gap (
  device_id  bigint not null references device,
  boot       text not null,
  after_seq  bigint not null,
  before_seq bigint not null,
  noticed_at timestamptz not null default now(),
  missing    bigint,
  primary key (device_id, boot, before_seq)
);
create index reading_gap_open on reading_gap (noticed_at) where missing is null;

-- Readings that were lost lately, and since when; the sum of the gaps above. Written only when it changes.
alter table device
  add column lost       bigint not null default 0 check (lost >= 0),
  add column lost_since timestamptz,
  add constraint device_lost_since check ((lost = 0) = (lost_since is null));

-- Whose word a dead letter is: '<site>/<kind>/<code>' of its topic, where it could be read.
alter table dead_letter add column sender text;
update dead_letter set sender = substring(topic from '^wardroom/([^/]+/[^/]+/[^/]+)/[^/]+$');

alter publication wardroom drop table dead_letter;
alter publication wardroom add table
  tag_assignment, dead_letter (dead_letter_id, site, received_at, topic, reason, sender);
