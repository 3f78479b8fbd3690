-- What a scheduling system calls the appointment a visit was booked as (HL7 SIU): the number and who gave it, "4711^CLINIC".
-- A booking that was cancelled gives it free: it may be made again under the same number.
alter table encounter add column appointment text check (appointment <> '');
create unique index encounter_appointment_once on encounter (site, appointment) where cancelled_at is null;
