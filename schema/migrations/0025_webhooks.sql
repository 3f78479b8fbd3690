-- A receiver is told over MLLP at a host and port, or over HTTPS at a URL: then JSON, signed.
alter table receiver
  alter column host drop not null,
  alter column port drop not null,
  add column url   text check (url <> ''),
  add column names boolean not null default false, -- whether a webhook says who
  add constraint receiver_one_way check (num_nonnulls(url, host) = 1 and (host is null) = (port is null));

-- What a webhook is signed with. Two are good while a receiver goes over to a new one: the old one ends at `until`.
-- In plain: whoever signs must have it, and whoever can read this can read the patients too. Never published.
create table webhook_secret (
  webhook_secret_id bigint generated always as identity primary key,
  receiver_id bigint not null references receiver,
  secret      bytea not null check (length(secret) between 24 and 64),
  made_at     timestamptz not null default now(),
  made_by     text not null,
  until       timestamptz
);
create unique index webhook_secret_once on webhook_secret (receiver_id) where until is null;
create index on webhook_secret (receiver_id);
