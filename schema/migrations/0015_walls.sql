-- Walls: screens that hang somewhere and are nobody's. Each has a key of its own, and never a person's session.

create table wall (
  wall_id    bigint generated always as identity primary key,
  name       text not null check (name <> ''),
  site       text not null references site,
  unit       text,
  pages      text[] not null check (cardinality(pages) > 0), -- as schema/walls.ts has them
  rotate_s   integer not null check (rotate_s between 3 and 3600),
  level      text not null check (level in ('public', 'corridor', 'secured')),
  theme      text not null check (theme <> ''),
  language   text, -- null: as its browser has it
  screen_in  double precision not null check (screen_in between 7 and 300),
  distance_m double precision not null check (distance_m between 0.3 and 30),
  blank      boolean not null default false,
  paired_at  timestamptz not null default now(),
  paired_by  text not null,
  address    text, -- from where, and with what, it asked to be paired
  agent      text,
  width      integer not null,
  height     integer not null,
  revoked_at  timestamptz,
  revoked_by  text,
  revoked_why text,
  foreign key (site, unit) references unit (site, code),
  check ((revoked_at is null) = (revoked_by is null) and (revoked_at is null) = (revoked_why is null))
);
create unique index wall_name_once on wall (site, lower(name)) where revoked_at is null;

-- What its browser proves with that it is that wall: given once, to the screen that showed the code.
create table wall_key (
  wall_id  bigint primary key references wall,
  hash     bytea not null unique check (length(hash) = 32),
  given_at timestamptz not null default now(),
  seen_at  timestamptz not null default now() -- to half a minute
);

-- Screens that show a code and wait (RFC 8628). A row is gone when its key is fetched, or a while after it is too old.
create table wall_pairing (
  wall_pairing_id bigint generated always as identity primary key,
  device_hash bytea not null unique check (length(device_hash) = 32),
  user_hash   bytea not null unique check (length(user_hash) = 32),
  made_at     timestamptz not null default now(),
  until       timestamptz not null,
  polled_at   timestamptz,
  interval_s  integer not null,
  address     text,
  agent       text,
  width       integer not null,
  height      integer not null,
  typed_by    text,                   -- who knows the code, and may pair it
  wall_id     bigint references wall, -- it may fetch its key
  denied_at   timestamptz
);

alter publication wardroom add table
  wall (wall_id, name, site, unit, pages, rotate_s, level, theme, language, screen_in, distance_m, blank, revoked_at);
