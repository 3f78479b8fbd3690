-- How people prove who they are. Nothing of this is published: no screen and no other server has any use for it.
-- Passwords, codes on paper and links are here as hashes only; what an authenticator shares with us cannot be one.

alter table person
  add column password        text, -- argon2id, with its cost; null: by single sign-on or a passkey, or not yet
  add column password_set_at timestamptz,
  add constraint person_password_when check ((password is null) = (password_set_at is null));

-- Given by a group of the identity provider: it goes when they are no longer in it. Null: given by a person.
alter table person_grant add column by_group text;

create table authenticator (
  person_id    bigint primary key references person,
  secret       bytea not null check (length(secret) >= 16),
  confirmed_at timestamptz, -- with its first code; before that it is asked of nobody
  last_step    bigint not null default 0 -- of the last code that counted: a code counts once
);

create table recovery_code (
  person_id bigint not null references person,
  hash      bytea not null check (length(hash) = 32),
  used_at   timestamptz,
  primary key (person_id, hash)
);

create table passkey (
  passkey_id bigint generated always as identity primary key,
  person_id  bigint not null references person,
  credential text not null unique,
  public_key bytea not null,
  counter    bigint not null,
  transports text[] not null,
  name       text not null check (name <> ''),
  made_at    timestamptz not null default now(),
  used_at    timestamptz
);
create index passkey_of on passkey (person_id);

-- Who they are to an identity provider, for ever; their name and login may change.
create table sso_subject (
  issuer    text not null,
  subject   text not null,
  person_id bigint not null references person,
  primary key (issuer, subject)
);

-- What a group of the identity provider is here: a role at a place.
create table group_grant (
  group_grant_id bigint generated always as identity primary key,
  group_name     text not null check (group_name <> ''),
  role           text not null check (role <> ''),
  site           text references site,
  unit           text,
  granted_at     timestamptz not null default now(),
  granted_by     text not null,
  ended_at       timestamptz,
  ended_by       text,
  foreign key (site, unit) references unit (site, code),
  check (unit is null or site is not null),
  check ((ended_at is null) = (ended_by is null))
);
create unique index group_grant_once on group_grant (group_name, role, coalesce(site, ''), coalesce(unit, ''))
  where ended_at is null;

-- A browser that somebody has signed in with: strangers' wrong guesses do not keep them out there.
create table known_device (
  hash      bytea primary key check (length(hash) = 32),
  person_id bigint not null references person,
  made_at   timestamptz not null default now(),
  used_at   timestamptz not null default now()
);
create index known_device_of on known_device (person_id, used_at);

-- A link that lets one person in once, to choose a password. Nobody's (first set-up): whoever has it becomes the administrator.
create table entry_link (
  hash      bytea primary key check (length(hash) = 32),
  person_id bigint references person,
  made_at   timestamptz not null default now(),
  until     timestamptz not null,
  used_at   timestamptz
);
create index entry_link_of on entry_link (person_id);

-- What is kept between two steps of signing in, while the person is at their provider or looks for their telephone.
create table sign_in_step (
  hash      bytea primary key check (length(hash) = 32),
  kind      text not null,
  person_id bigint references person,
  kept      jsonb not null,
  until     timestamptz not null
);

-- Tries at one door, counted where all servers see them. The key is a hash: what was typed as a name may be a password.
create table sign_in_tries (
  key     bytea primary key,
  tries   double precision not null, -- it leaks: see server/access/tries.ts
  last_at timestamptz not null,
  next_at timestamptz not null
);

-- Who signed in, and who tried. Unknown names are not kept.
create table sign_in (
  sign_in_id bigint generated always as identity primary key,
  at         timestamptz not null default now(),
  person_id  bigint references person,
  how        text not null,
  refused    text, -- why not; null: they are in
  session_id bigint references session,
  address    text,
  agent      text
);
create index sign_in_of on sign_in (person_id, sign_in_id);
create index sign_in_at on sign_in (at);
