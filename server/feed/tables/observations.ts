/** What was observed at the beds, and how each site has it scored. */
import type { SpO2Scale } from '../../../schema/observations/news2.ts'
import type { Vitals } from '../../../schema/observations/vitals.ts'
import type { Instant } from '../../../schema/terms.ts'
import { SINCE, always, openOrRecent, type Specs } from './kept.ts'

export interface ObservationTables {
  observation_rule: {
    site: string
    every_0: number
    every_1_to_4: number
    every_single_3: number
    every_5_to_6: number
    every_7: number
    monitor_every: number
    first_within: number
    corridor: boolean
  }
  observation_set: Vitals & {
    observation_set_id: number
    encounter_id: number
    taken_at: Instant
    taken_by: string
    source: 'person' | 'monitor' | 'message'
    spo2_scale: SpO2Scale
    carried: string[]
    carried_from: number | null
    verified_at: Instant | null
    cancelled_at: Instant | null
    over_at: Instant | null
  }
}

export const observationTables: Specs<ObservationTables> = {
  observation_rule: { key: ['site'], lookups: [], load: 'select * from observation_rule', until: always },
  // Of who is here the last set and the last whole one, however old; the others for as long as a trend is drawn.
  observation_set: {
    key: ['observation_set_id'],
    lookups: ['encounter_id'],
    load: `select * from observation_set where cancelled_at is null and coalesce(over_at, 'infinity') > ${SINCE}`,
    until: (row) => openOrRecent(row.over_at, row.cancelled_at),
  },
}
