-- What a unit is for, how fast its beds should turn, and who cleans there; beds that open only in a surge.

alter table unit drop constraint unit_kind_check;
alter table unit add constraint unit_kind_check check (kind in ('emergency', 'medical', 'surgical', 'icu', 'hdu',
  'paediatric', 'maternity', 'neonatal', 'psychiatric', 'rehabilitation', 'day', 'theatre', 'clinic', 'lounge', 'other'));

alter table unit
  add column specialties text[] not null default '{}',
  -- Cleaners and porters work in zones; null: anyone's.
  add column zone text check (zone <> ''),
  -- Goals of the turn clock [min] (DEFINITIONS section 2: response and clean under 30, turn under 60; dead and fill are
  -- starting values of ours).
  add column dead_goal_min     integer not null default 15 check (dead_goal_min > 0),
  add column response_goal_min integer not null default 30 check (response_goal_min > 0),
  add column clean_goal_min    integer not null default 30 check (clean_goal_min > 0),
  add column turn_goal_min     integer not null default 60 check (turn_goal_min > 0),
  add column fill_goal_min     integer not null default 60 check (fill_goal_min > 0);

-- Stands there, is not staffed on a usual day, and may be opened when a surge level says so.
alter table bed add column surge boolean not null default false;

alter table encounter add column specialty text check (specialty <> '');
