-- A wall that makes no sound, whatever is called.
alter table wall add column muted boolean not null default false;
-- With a list of columns there is no adding one: the table goes out, and in again.
alter publication wardroom drop table wall;
alter publication wardroom add table
  wall (wall_id, name, site, unit, pages, rotate_s, level, theme, language, screen_in, distance_m, blank, muted, revoked_at);
