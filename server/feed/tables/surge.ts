/** How hard pressed a site is, by what rule, and what is then to be done. */
import type { SurgeLevel } from '../../../schema/surge.ts'
import type { Instant } from '../../../schema/terms.ts'
import { always, whileOpen, type Specs } from './kept.ts'

export interface SurgeTables {
  surge_level: {
    surge_id: number
    site: string
    level: SurgeLevel
    declared_at: Instant
    declared_by: string
    why: string
    ended_at: Instant | null
  }
  surge_rule: {
    site: string
    occupancy_2: number
    occupancy_3: number
    occupancy_4: number
    waiting_2: number
    waiting_3: number
    waiting_4: number
  }
  action_card: {
    card_id: number
    site: string
    level: SurgeLevel
    position: number
    owner: string
    action: string
  }
}

export const surgeTables: Specs<SurgeTables> = {
  surge_level: {
    key: ['surge_id'],
    lookups: ['site'],
    load: 'select * from surge_level where ended_at is null',
    until: (row) => whileOpen(row.ended_at === null),
  },
  surge_rule: { key: ['site'], lookups: [], load: 'select * from surge_rule', until: always },
  action_card: { key: ['card_id'], lookups: ['site'], load: 'select * from action_card', until: always },
}
