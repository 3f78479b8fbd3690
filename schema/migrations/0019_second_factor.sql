-- Who must have a second factor beside their password: a role, at a site or (null) wherever somebody has it.
create table second_factor_rule (
  role   text not null check (role <> ''),
  site   text references site,
  set_at timestamptz not null default now(),
  set_by text not null
);
create unique index second_factor_rule_once on second_factor_rule (role, coalesce(site, ''));

-- Somebody who must, and has none: in this session they add one, and do nothing else before.
alter table session add column owes_factor boolean not null default false;
