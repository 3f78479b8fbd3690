-- What devices prove who they are with. A secret is told once and kept as a salted hash: SHA-512 of the secret and then the
-- salt, as Mosquitto's and EMQX' own password files have it, so one hash serves our broker and the hospital's.

create table device_credential (
  device_credential_id bigint generated always as identity primary key,
  device_id     bigint not null references device,
  salt          text not null check (salt <> ''),
  hash          bytea not null check (length(hash) = 64),
  how           text not null check (how in ('issued', 'claimed')),
  issued_at     timestamptz not null default now(),
  issued_by     text not null,
  first_used_at timestamptz,
  ends_at       timestamptz, -- it has a successor; good until then, or until that one is used
  revoked_at    timestamptz,
  revoked_by    text,
  revoked_why   text,
  check ((revoked_at is null) = (revoked_by is null) and (revoked_at is null) = (revoked_why is null))
);
create index device_credential_good on device_credential (device_id) where revoked_at is null;

-- Who came without being known, with what they brought: an administrator claims such a device by the code printed on it.
create table device_knock (
  device_knock_id bigint generated always as identity primary key,
  site     text not null references site,
  kind     text not null,
  code     text not null,
  salt     text not null,
  hash     bytea not null check (length(hash) = 64),
  address  text,
  first_at timestamptz not null default now(),
  last_at  timestamptz not null default now()
);
create index on device_knock (site, kind, code);

-- Which programs of other houses send HL7 from where, and what they prove it with.
alter table sender
  add column addresses    cidr[] not null default '{}',
  add column certificates text[] not null default '{}';

alter publication wardroom add table
  device_credential (device_credential_id, device_id, how, issued_at, ends_at, revoked_at);
