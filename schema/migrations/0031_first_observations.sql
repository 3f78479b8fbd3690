-- Who has come and was never observed is due, too: so long after they came [min]. The RCP names no time; a site sets it.
alter table observation_rule
  add column first_within integer not null default 60 check (first_within between 5 and 2880);
