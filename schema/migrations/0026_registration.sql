-- The desk: how patients are reached and found, who pays for them, what they agreed to, and which merges may be taken back.

-- Birth dates and telephone numbers find people.
create index on patient (birth_date);

create table patient_phone (
  patient_phone_id bigint generated always as identity primary key,
  patient_id bigint not null references patient,
  phone      text not null check (phone <> ''), -- as it was said
  digits     text not null check (digits ~ '^[0-9]{3,}$'),
  noted_at   timestamptz not null,
  noted_by   text not null,
  ended_at   timestamptz,
  ended_by   text,
  constraint patient_phone_in_order check (ended_at >= noted_at),
  check ((ended_at is null) = (ended_by is null))
);
create unique index patient_phone_once on patient_phone (patient_id) where ended_at is null;
-- People say a number with and without what stands before it, so it is found from its end.
create index on patient_phone (reverse(digits) text_pattern_ops) where ended_at is null;

create table insurance (
  insurance_id bigint generated always as identity primary key,
  patient_id  bigint not null references patient,
  site        text not null references site,
  payer       text not null check (payer <> ''),
  policy      text not null check (policy <> ''),
  valid_until date, -- null: not said
  noted_at    timestamptz not null,
  noted_by    text not null,
  ended_at    timestamptz,
  ended_by    text,
  constraint insurance_in_order check (ended_at >= noted_at),
  check ((ended_at is null) = (ended_by is null))
);
create unique index insurance_once on insurance (patient_id, site, lower(payer), policy) where ended_at is null;

-- What somebody agreed to or refused. The latest of a kind holds; those before it stay.
create table consent (
  consent_id bigint generated always as identity primary key,
  patient_id bigint not null references patient,
  site       text not null references site,
  kind       text not null check (kind <> ''), -- as schema/commands/patients.ts has them
  given      boolean not null,
  said_by    text not null check (said_by in ('patient', 'parent', 'guardian', 'representative')),
  said_name  text check (said_name <> ''),
  said_at    timestamptz not null,
  noted_at   timestamptz not null,
  noted_by   text not null
);
create index on consent (patient_id, kind, said_at);

-- A merge, and all that must be known to take it back: whose visits they were.
create table patient_merge (
  patient_merge_id bigint generated always as identity primary key,
  patient_id      bigint not null references patient,
  into_patient_id bigint not null references patient check (into_patient_id <> patient_id),
  encounter_ids   bigint[] not null,
  hid             boolean not null, -- the one who lives on is hidden since, for the other's wish
  merged_at       timestamptz not null,
  merged_by       text not null,
  undone_at       timestamptz,
  undone_by       text,
  undone_why      text,
  constraint patient_merge_in_order check (undone_at >= merged_at),
  check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undone_why is null))
);
create unique index patient_merge_once on patient_merge (patient_id) where undone_at is null;
create index on patient_merge (into_patient_id);

-- Merges of before: what they moved stands in their act. That one of them hid somebody does not, so nobody is shown again.
insert into patient_merge (patient_id, into_patient_id, encounter_ids, hid, merged_at, merged_by)
select distinct on (p.patient_id) p.patient_id, p.merged_into, a.encounter_ids, false, a.at, a.who
  from act a join patient p on p.patient_id = a.patient_ids[1] and p.merged_into = a.patient_ids[2]
 where a.command = 'patients/merge'
 order by p.patient_id, a.act_id desc;
