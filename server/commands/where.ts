/** Where the things are that an input names: by the names of its fields, which mean the same in every command and query. */
import type { Whereabouts } from '../../schema/access/roles.ts'
import type { Tx } from '../database/pool.ts'

/** A thing somebody named. */
export interface Named {
  field: string
  /** As a sentence about its absence says it: "bed 4W-1 in gh". */
  words: string
  /** Where it is; nowhere: there is none. Of a patient, wherever they are known. */
  at: readonly Whereabouts[]
}

interface Finder {
  /** undefined: this field alone names nothing (a unit without a site). */
  words: (value: string, site: string | undefined) => string | undefined
  sql: string
}

const ENCOUNTER = (id: string): string => `
  select e.site, u.code as unit
    from encounter e
    left join stay s on s.encounter_id = e.encounter_id and s.ended_at is null and s.cancelled_at is null
    left join unit u using (unit_id)
   where e.encounter_id = ${id}`
const PATIENT = `
  select site, null as unit from patient_identifier where patient_id = $1
   union select site, null from encounter where patient_id = $1`

const encounter: Finder = { words: (id) => `encounter ${id}`, sql: ENCOUNTER('$1') }
const patient: Finder = { words: (id) => `patient ${id}`, sql: PATIENT }

/** $1 is the value, $2 the site named beside it. */
const finders: Readonly<Record<string, Finder>> = {
  encounter_id: encounter,
  with_encounter_id: encounter,
  patient_id: patient,
  into_patient_id: patient,
  other_patient_id: patient,
  bed: {
    words: (bed, site) => site && `bed ${bed} in ${site}`,
    sql: 'select b.site, u.code as unit from bed b join unit u using (unit_id) where b.site = $2 and b.code = $1',
  },
  unit: {
    words: (unit, site) => site && `unit ${unit} in ${site}`,
    sql: 'select site, code as unit from unit where site = $2 and code = $1',
  },
  clinic: {
    words: (clinic, site) => site && `clinic ${clinic} in ${site}`,
    sql: `select c.site, u.code as unit from clinic c left join unit u using (unit_id) where c.site = $2 and c.code = $1`,
  },
  ticket_id: {
    words: (id) => `number ${id}`,
    sql: `select t.site, u.code as unit from ticket t join clinic c using (clinic_id) left join unit u using (unit_id)
           where ticket_id = $1`,
  },
  site: { words: (site) => `site ${site}`, sql: 'select site, null as unit from site where site = $1' },
  barrier_id: {
    words: (id) => `barrier ${id}`,
    sql: ENCOUNTER('(select encounter_id from discharge_barrier where barrier_id = $1)'),
  },
  observation_set_id: {
    words: (id) => `set of observations ${id}`,
    sql: ENCOUNTER('(select encounter_id from observation_set where observation_set_id = $1)'),
  },
  request_id: {
    words: (id) => `bed request ${id}`,
    sql: `${ENCOUNTER('(select encounter_id from bed_request where request_id = $1)')}
      union select to_site, null from bed_request where request_id = $1`,
  },
  ambulance_id: {
    words: (id) => `ambulance ${id}`,
    sql: 'select site, null as unit from ed_ambulance where ambulance_id = $1',
  },
  decline_id: {
    words: (id) => `decline ${id}`,
    sql: 'select u.site, u.code as unit from bed_request_decline join unit u using (unit_id) where decline_id = $1',
  },
  porter_job_id: {
    words: (id) => `porter job ${id}`,
    sql: `select j.site, u.code as unit from porter_job j join unit u on u.unit_id in (j.from_unit_id, j.to_unit_id)
           where porter_job_id = $1`,
  },
  location_alias_id: {
    words: (id) => `mapping ${id}`,
    sql: 'select site, null as unit from location_alias join sender using (sender_id) where location_alias_id = $1',
  },
  outbound_id: {
    words: (id) => `outbound message ${id}`,
    sql: 'select site, null as unit from outbound where outbound_id = $1',
  },
  token_id: {
    words: (id) => `token ${id}`,
    sql: `select g ->> 'site' as site, g ->> 'unit' as unit from token, jsonb_array_elements(grants) g where token_id = $1`,
  },
  wall_id: {
    words: (id) => `wall ${id}`,
    sql: 'select site, unit from wall where wall_id = $1 and revoked_at is null',
  },
  emergency_id: {
    words: (id) => `emergency ${id}`,
    sql: 'select site, unit from emergency where emergency_id = $1',
  },
  receiver_id: {
    words: (id) => `receiver ${id}`,
    sql: 'select site, null as unit from receiver where receiver_id = $1',
  },
}

/** The fields by which, each alone, it can be told where something is. */
export const placeableFields: readonly string[] = Object.entries(finders).flatMap(([field, { words }]) =>
  words('it', undefined) === undefined ? [] : field,
)

/** All things that an input names, each with where it is. */
export async function thingsIn(tx: Tx, input: object): Promise<Named[]> {
  const given = new Map<string, unknown>(Object.entries(input))
  const site = given.get('site')
  const named: Named[] = []
  for (const [field, { words, sql }] of Object.entries(finders)) {
    const value = given.get(field)
    if (typeof value !== 'string' && typeof value !== 'number') continue
    if (field === 'site' && (given.get('bed') ?? given.get('unit') ?? given.get('clinic')) != null) continue // said with them
    const beside = typeof site === 'string' ? site : undefined
    const text = words(String(value), beside)
    if (text === undefined) continue
    const values = sql.includes('$2') ? [value, beside] : [value]
    named.push({ field, words: text, at: await tx.rows<Whereabouts>(sql, values) })
  }
  return named
}
