/** Where the beds are, and what time it is. */
import type { NameMask } from '../../../schema/names.ts'
import type { BedFeature, BlockReason, Instant, SexRule, UnitKind } from '../../../schema/terms.ts'
import { always, type Specs } from './kept.ts'

export interface PlaceTables {
  clock: { one: true; at: Instant }
  site: {
    site: string
    name: string
    time_zone: string
    currency: string
    locale: string
    conflict_after_s: number
    silent_after_s: number
    names_masked: NameMask
    same_day_counts: boolean
  }
  unit: {
    unit_id: number
    site: string
    code: string
    name: string
    kind: UnitKind
    position: number
    specialties: string[]
    zone: string | null
    dead_goal_min: number
    response_goal_min: number
    clean_goal_min: number
    turn_goal_min: number
    fill_goal_min: number
    auto_ask: boolean
  }
  room: { room_id: number; unit_id: number; code: string }
  bed: {
    bed_id: number
    site: string
    unit_id: number
    room_id: number
    code: string
    position: number
    features: BedFeature[]
    sex_rule: SexRule
    staffed: boolean
    surge: boolean
    block_reason: BlockReason | null
    block_note: string | null
    blocked_at: Instant | null
    ready_since: Instant
  }
}

export const placeTables: Specs<PlaceTables> = {
  clock: { key: ['one'], lookups: [], load: 'select * from clock', until: always },
  site: {
    key: ['site'],
    lookups: [],
    load: 'select site, name, time_zone, currency, locale, conflict_after_s, silent_after_s, names_masked, same_day_counts from site',
    until: always,
  },
  unit: { key: ['unit_id'], lookups: ['site', 'code'], load: 'select * from unit', until: always },
  room: { key: ['room_id'], lookups: [], load: 'select * from room', until: always },
  bed: {
    key: ['bed_id'],
    lookups: ['unit_id', 'room_id', 'site', 'code'],
    load: 'select * from bed',
    until: always,
  },
}
