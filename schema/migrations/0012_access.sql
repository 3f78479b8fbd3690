-- Who may see and do what. Secrets are here as their SHA-256 only; screens and other servers learn of the rest by the log.

create table person (
  person_id    bigint generated always as identity primary key,
  login        text not null check (login = lower(login) and login ~ '^[^\s]{1,200}$'),
  name         text not null check (name <> ''),
  demo         boolean not null default false, -- made by the demo: anyone who is let may be them
  made_at      timestamptz not null default now(),
  disabled_at  timestamptz,
  disabled_by  text,
  disabled_why text,
  constraint person_login_once unique (login),
  check ((disabled_at is null) = (disabled_by is null) and (disabled_at is null) = (disabled_why is null))
);

-- A role at a place. No site: everywhere; no unit: all of the site.
create table person_grant (
  person_grant_id bigint generated always as identity primary key,
  person_id  bigint not null references person,
  role       text not null check (role <> ''),
  site       text references site,
  unit       text,
  granted_at timestamptz not null default now(),
  granted_by text not null,
  ended_at   timestamptz,
  ended_by   text,
  foreign key (site, unit) references unit (site, code),
  check (unit is null or site is not null),
  check ((ended_at is null) = (ended_by is null))
);
create unique index person_grant_once on person_grant (person_id, role, coalesce(site, ''), coalesce(unit, ''))
  where ended_at is null;

-- idle_until moves on while somebody is there; until does not.
create table session (
  session_id bigint generated always as identity primary key,
  person_id  bigint not null references person,
  hash       bytea not null unique check (length(hash) = 32),
  began_at   timestamptz not null default now(),
  how        text not null, -- how they proved who they are
  address    text,
  agent      text,
  idle_until timestamptz not null,
  until      timestamptz not null,
  ended_at   timestamptz,
  ended_why  text,
  check ((ended_at is null) = (ended_why is null))
);
create index session_of on session (person_id) where ended_at is null;

-- For programs. grants: as schema/access/roles.ts has them.
create table token (
  token_id   bigint generated always as identity primary key,
  name       text not null check (name <> ''),
  hash       bytea not null unique check (length(hash) = 32),
  grants     jsonb not null,
  made_at    timestamptz not null default now(),
  made_by    text not null,
  until      timestamptz not null,
  revoked_at timestamptz,
  revoked_by text,
  check ((revoked_at is null) = (revoked_by is null))
);

-- Who it was, beside how they were called: names change, and two may have one.
alter table act add column person_id bigint references person, add column token_id bigint references token;

alter publication wardroom add table
  person (person_id, name, disabled_at),
  person_grant (person_grant_id, person_id, role, site, unit, ended_at),
  session (session_id, person_id, idle_until, until, ended_at),
  token (token_id, grants, until, revoked_at);
