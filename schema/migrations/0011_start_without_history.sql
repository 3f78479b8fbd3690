-- A server that starts looks for what is open or ended lately; these two walked through all there ever was.

create index absence_recent on absence (coalesce(ended_at, 'infinity')) where cancelled_at is null;

drop index outbound_recent; -- what was skipped is over too
create index outbound_recent on outbound (coalesce(sent_at, skipped_at)) where coalesce(sent_at, skipped_at) is not null;
