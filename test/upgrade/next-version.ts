/** What a migration of the next version may do while servers of this one run: it adds. With each, how it is taken back. */
export const NEXT_VERSION: readonly { does: string; undoes: string }[] = [
  {
    does: `alter table patient add column preferred_name text`,
    undoes: `alter table patient drop column preferred_name`,
  },
  {
    does: `alter table bed add column weight_limit_kg integer not null default 200`,
    undoes: `alter table bed drop column weight_limit_kg`,
  },
  {
    does: `create table visitor (visitor_id bigint generated always as identity primary key, encounter_id bigint references encounter, name text)`,
    undoes: `drop table visitor`,
  },
  {
    does: `alter publication wardroom add table visitor`,
    undoes: `alter publication wardroom drop table visitor`,
  },
  {
    does: `alter table bed drop constraint bed_block_reason_check,
           add constraint bed_block_reason_check check
             (block_reason in ('repair', 'isolation', 'contaminated', 'staffing', 'other', 'flood'))`,
    undoes: `alter table bed drop constraint bed_block_reason_check,
             add constraint bed_block_reason_check check
               (block_reason in ('repair', 'isolation', 'contaminated', 'staffing', 'other'))`,
  },
  {
    does: `create index stay_of_the_next_version on stay (began_at)`,
    undoes: `drop index stay_of_the_next_version`,
  },
]
