/**
 * The vocabulary: words that mean the same at every door, in every table and on every screen.
 */
import { z } from 'zod'

/** An instant at any edge: RFC 3339 with an offset, "2026-11-22T20:01:02.123Z". Stored as timestamptz. */
export const instant = z.iso.datetime({ offset: true }).describe('RFC 3339 instant')
export type Instant = z.infer<typeof instant>

/** A calendar date without a time, "1980-02-29". */
export const calendarDate = z.iso.date()

export const siteCode = z.string().regex(/^[a-z0-9][a-z0-9-]{0,19}$/, 'lower-case letters, digits and dashes')
export const placeCode = z.string().trim().min(1).max(40)

export const unitKinds = [
  'emergency',
  'medical',
  'surgical',
  'icu',
  'hdu',
  'paediatric',
  'maternity',
  'neonatal',
  'psychiatric',
  'rehabilitation',
  'day',
  'theatre',
  'clinic',
  'lounge',
  'other',
] as const
export const unitKind = z.enum(unitKinds)
export type UnitKind = z.infer<typeof unitKind>

/** What a bed is right now, one word. The order is the one screens list them in. */
export const bedStates = [
  'occupied',
  'reserved',
  'ready',
  'vacated',
  'dirty',
  'cleaning',
  'blocked',
  'closed',
] as const
export const bedState = z.enum(bedStates)
export type BedState = z.infer<typeof bedState>

/** HL7 v2 table 0116, Bed status. */
export const table0116 = z.enum(['C', 'H', 'I', 'K', 'O', 'U'])
export type Table0116 = z.infer<typeof table0116>

/** Why a bed may not be used though it stands there. */
export const blockReasons = ['repair', 'isolation', 'contaminated', 'staffing', 'other'] as const
export const blockReason = z.enum(blockReasons)
export type BlockReason = z.infer<typeof blockReason>

/**
 * The HL7 table 0116 code of a bed. There is no "reserved" in the table: a reserved bed is unoccupied (U), and the
 * reservation is said elsewhere. A bed blocked for isolation is I, one blocked as contaminated K, any other block C.
 */
export function bedStatusCode(state: BedState, blocked: BlockReason | null): Table0116 {
  switch (state) {
    case 'occupied':
      return 'O'
    case 'ready':
    case 'reserved':
      return 'U'
    case 'vacated':
    case 'dirty':
    case 'cleaning':
      return 'H'
    case 'closed':
      return 'C'
    case 'blocked':
      return blocked === 'isolation' ? 'I' : blocked === 'contaminated' ? 'K' : 'C'
  }
}

export const bedFeatures = [
  'telemetry',
  'oxygen',
  'suction',
  'ventilator',
  'isolation',
  'negative-pressure',
  'bariatric',
  'near-station',
  'cot',
] as const
export const bedFeature = z.enum(bedFeatures)
export type BedFeature = z.infer<typeof bedFeature>

/** Who may lie in a bed: anyone, or one sex only (single-sex rooms). */
export const sexRule = z.enum(['any', 'female', 'male'])
export type SexRule = z.infer<typeof sexRule>

export const sexes = ['female', 'male', 'other', 'unknown'] as const
export const sex = z.enum(sexes)
export type Sex = z.infer<typeof sex>

export const encounterClasses = ['emergency', 'inpatient', 'outpatient', 'day'] as const
export const encounterClass = z.enum(encounterClasses)
export type EncounterClass = z.infer<typeof encounterClass>

/** Where a patient went who left. */
export const dispositions = ['home', 'transferred', 'deceased', 'left', 'other'] as const
export const disposition = z.enum(dispositions)
export type Disposition = z.infer<typeof disposition>

/** `hidden`: the patient asked that nobody be told they are here ("no information"). */
export const privacyWish = z.enum(['normal', 'hidden'])
export type PrivacyWish = z.infer<typeof privacyWish>

/**
 * How much a screen may say about a person, by where it hangs: `public` counts only; `corridor` bed, state, timers;
 * `secured` masked initials; `full` everything the board knows (consoles).
 */
export const privacyLevels = ['public', 'corridor', 'secured', 'full'] as const
export const privacyLevel = z.enum(privacyLevels)
export type PrivacyLevel = z.infer<typeof privacyLevel>

/** How much of a hurry a cleaning is in. */
export const cleaningPriority = z.enum(['routine', 'next', 'stat'])
export type CleaningPriority = z.infer<typeof cleaningPriority>

/** By which door a change came in. */
export const doors = ['http', 'hl7', 'mqtt', 'system'] as const
export const door = z.enum(doors)
export type Door = z.infer<typeof door>

/** What became of an inbound message (RELIABILITY: acknowledgement table). */
export const messageOutcomes = ['applied', 'stored', 'quarantined', 'refused'] as const
export const messageOutcome = z.enum(messageOutcomes)
export type MessageOutcome = z.infer<typeof messageOutcome>

/**
 * A position in the write-ahead log as 16 upper-case hex digits, so that string order is log order.
 * "0/16B3748" of Postgres is "00000000016B3748" here.
 */
export const lsn = z.string().regex(/^[0-9A-F]{16}$/)
export type Lsn = z.infer<typeof lsn>

/** Where a board is looked at: a unit of a site, a site, or (empty) everything. */
export const place = z.object({ site: siteCode.optional(), unit: placeCode.optional() }).strict()
export type Place = z.infer<typeof place>
