/** Whom an answer names: what goes on record of who was looked at. The compiler demands a line for each query. */
import type { QueryName, QueryResult } from '../../schema/queries.ts'
import type { Look } from '../audit/look.ts'

type Named = Pick<Look, 'patients' | 'encounters' | 'message' | 'site' | 'found'>

/** undefined: no patient is named in it, whatever it says. */
export const named: { [Q in QueryName]: ((result: QueryResult<Q>) => Named) | undefined } = {
  sites: undefined,
  people: undefined,
  tokens: undefined,
  walls: undefined,
  // Whoever looks at the record looks at those it tells of.
  audit: ({ rows }) => ({
    patients: rows.flatMap(({ patients }) => patients.map(({ patient_id }) => patient_id)),
    found: rows.length,
  }),
  'audit-state': undefined,
  'bed-story': ({ stays }) => ({
    encounters: stays.map(({ encounter_id }) => encounter_id),
    found: stays.length,
  }),
  patients: ({ patients }) => ({
    patients: patients.map(({ patient_id }) => patient_id),
    found: patients.length,
  }),
  duplicates: ({ duplicates }) => ({
    patients: duplicates.map(({ patient_id }) => patient_id),
    found: duplicates.length,
  }),
  // Those whose records were merged into theirs are named beside them.
  patient: ({ patient_id, merged }) => ({
    patients: [patient_id, ...merged.map((other) => other.patient_id)],
    found: 1,
  }),
  expected: ({ expected }) => ({
    patients: expected.map(({ patient_id }) => patient_id),
    found: expected.length,
  }),
  waiting: ({ waiting }) => ({
    patients: waiting.map(({ patient_id }) => patient_id),
    found: waiting.length,
  }),
  encounter: ({ patient_id, site }) => ({ patients: [patient_id], site, found: 1 }),
  reveal: ({ patient_id, site }) => ({ patients: [patient_id], site, found: 1 }),
  // Its whole text is shown, and who is in it was found out when it was applied.
  message: ({ key }) => (key.startsWith('m') ? { message: Number(key.slice(1)), found: 1 } : { found: 1 }),
  shifts: undefined,
  device: undefined,
  'devices-heard': undefined,
  doors: undefined,
  locations: undefined,
  senders: undefined,
  receivers: undefined,
  'receiver-reached': undefined,
}
