/** The ADT events (HL7 chapter 3) and what this door makes of each. Pure. */

/** Events that change what is on record here. */
export const adtEvents = [
  'A01', // admitted
  'A02', // moved
  'A03', // left
  'A04', // registered
  'A05', // awaited
  'A06', // becomes an inpatient
  'A07', // becomes an outpatient
  'A08', // known as
  'A09', // departs, to somewhere else in the house
  'A10', // arrives there, or is back
  'A11', // was never admitted
  'A12', // was never moved
  'A13', // never left
  'A14', // to be admitted
  'A15', // to be moved
  'A16', // to leave
  'A17', // two change beds
  'A18', // one person, as A40
  'A20', // state of a bed
  'A21', // on leave of absence
  'A22', // back from it
  'A23', // the visit never was
  'A24', // two records of one person that stay two
  'A25', // not to leave after all
  'A26', // not to be moved after all
  'A27', // not to be admitted after all
  'A28', // known, without a visit
  'A30', // one person, as A40
  'A31', // known as, without a visit
  'A32', // did not arrive there
  'A33', // did not depart
  'A34', // one person, as A40
  'A36', // one person, as A40
  'A37', // two people after all
  'A38', // not awaited any more
  'A39', // one person, as A40
  'A40', // one person
  'A42', // one visit
  'A44', // the visits of an account are another person's
  'A45', // a visit is another person's
  'A46', // another number, as A47
  'A47', // another number of a patient
  'A49', // another account number, where that is the visit's
  'A50', // another number of a visit
  'A52', // was not on leave
  'A53', // is not back from leave
] as const
export type AdtEvent = (typeof adtEvents)[number]

export const isAdtEvent = (event: string | undefined): event is AdtEvent =>
  adtEvents.some((known) => known === event)

/** Events understood that change nothing here, and why. */
export const noted: Readonly<Record<string, string | undefined>> = {
  A19: 'A19 asks a question; nothing has happened',
  A29: 'A29 deletes a person; a record that was kept stays kept',
  A35: 'A35 merges accounts; visits, not accounts, are kept here',
  A41: 'A41 merges accounts; visits, not accounts, are kept here',
  A43: 'A43 moves identifiers between people; each is known by one number here',
  A48: 'A48 changes an alternate identifier, which finds nobody here',
  A51: 'A51 changes an alternate visit number, which finds no visit here',
  A54: 'A54 changes the attending doctor, who is not kept here',
  A55: 'A55 takes back a change of the attending doctor, who is not kept here',
  A60: 'A60 tells of allergies, which are not kept here',
  A61: 'A61 changes the consulting doctor, who is not kept here',
  A62: 'A62 takes back a change of the consulting doctor, who is not kept here',
}
