-- Vital-sign monitors: at which bed each stands and since when, so that what one says is of who lay there at that instant.

alter table device add column bed_since timestamptz; -- null: from the start, or before this was kept

-- Where a monitor's set was measured: it is taken back when the record says later that this patient was not there.
alter table observation_set
  add column bed_id bigint references bed,
  add constraint observation_measured_at_bed check (bed_id is null or source = 'monitor');
create index observation_set_unconfirmed on observation_set (taken_at)
  where source = 'monitor' and verified_at is null and cancelled_at is null;
