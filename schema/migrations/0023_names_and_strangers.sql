-- Whose names consoles mask, and whether who reveals one must say why.
alter table site
  add column names_masked        text not null default 'hidden' check (names_masked in ('nobody', 'hidden', 'everybody')),
  add column reveal_needs_reason boolean not null default false;
-- With a list of columns there is no adding one: the table goes out, and in again.
alter publication wardroom drop table site;
alter publication wardroom add table
  site (site, name, time_zone, currency, locale, conflict_after_s, silent_after_s, names_masked);

-- Whoever comes to a door as somebody they are not is on record as well.
alter table look drop constraint look_what_check,
  add constraint look_what_check check (what ~ '^(query|board|file|command|door)/');

-- From where a message came that was refused because nobody is known to send it; null: it is of one who is known.
alter table inbound add column stranger text;
create index inbound_of_strangers on inbound (stranger, inbound_id) where stranger is not null;
-- How many of these were let go of, so that nobody fills the disk with them.
create table stranger_message_dropped (
  day      date primary key,
  messages bigint not null check (messages > 0)
);
