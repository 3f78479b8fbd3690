-- Since when an encounter is of its class; null: from its beginning. Whoever is in the emergency department is admitted when it is decided.
alter table encounter add column classified_at timestamptz;

-- Whether who was admitted and discharged within one day counts as a patient day: national rules differ.
alter table site add column same_day_counts boolean not null default false;
-- With a list of columns there is no adding one: the table goes out, and in again.
alter publication wardroom drop table site;
alter publication wardroom add table
  site (site, name, time_zone, currency, locale, conflict_after_s, silent_after_s, names_masked, same_day_counts);
