/** What the emergency department did with somebody in the demo's past: drawn when they come, told when it is over. Pure. */
import type { PastEncounter } from '../../schema/commands/history.ts'
import {
  BY_AMBULANCE,
  categoryOf,
  complaintOf,
  crew,
  doctorTakes,
  handoverTakes,
  triageTakes,
  type Category,
} from './emergency.ts'
import { between, chance, type Random } from './random.ts'
import { MINUTE_MS } from './rates.ts'

/** Instants are [ms since 1970]; what lies ahead of who tells is not told. */
export interface PastEmergency {
  category: Category
  complaint: string
  critical: 'critical' | 'ventilated' | null
  triaged_at: number
  seen_at: number | null
  decided_at: number | null
  ambulance: {
    call_sign: string
    announced_at: number
    expected_at: number
    arrived_at: number
    handed_over_at: number
  } | null
}

/** @param stay how long until it is decided what becomes of them [minutes] */
export function emergencyOf(came_at: number, stay: number, random: Random): PastEmergency {
  const in_ = (minutes: number): number => came_at + minutes * MINUTE_MS
  const brought = chance(random, BY_AMBULANCE)
  const category = categoryOf(brought ? 'ambulance' : 'walk-in', random)
  const triage = Math.min(triageTakes(random), stay * 0.3)
  const seen = Math.min(triage + doctorTakes(category, random) * 1.6, stay * 0.8)
  const warned = between(random, 5, 22)
  return {
    category,
    complaint: complaintOf(category, random),
    critical: category > 1 ? null : chance(random, 0.15) ? 'ventilated' : 'critical',
    triaged_at: in_(triage),
    seen_at: in_(seen),
    decided_at: null,
    ambulance: brought
      ? {
          call_sign: crew(random),
          announced_at: in_(-warned),
          expected_at: in_(between(random, -4, 3)),
          arrived_at: came_at,
          handed_over_at: in_(Math.min(handoverTakes(random), stay * 0.9)),
        }
      : null,
  }
}

/** In the words of `history/import`. @param now what happens later has not happened */
export function toldOf(
  { category, triaged_at, seen_at, decided_at, complaint, critical, ambulance }: PastEmergency,
  { now, left_at }: { now: number; left_at: number | null },
): PastEncounter['emergency'] {
  const end = Math.min(now, left_at ?? now)
  const soFar = (at: number | null): string | null =>
    at === null || at > end ? null : new Date(at).toISOString()
  const triaged = soFar(triaged_at)
  return {
    mode: ambulance ? 'ambulance' : 'walk-in',
    complaint,
    critical,
    triaged_at: triaged,
    category: triaged === null ? null : category,
    seen_at: soFar(seen_at),
    decided_at: soFar(decided_at),
    ambulance: ambulance && {
      call_sign: ambulance.call_sign,
      announced_at: new Date(ambulance.announced_at).toISOString(),
      expected_at: new Date(ambulance.expected_at).toISOString(),
      arrived_at: new Date(ambulance.arrived_at).toISOString(),
      handed_over_at: soFar(Math.min(ambulance.handed_over_at, left_at ?? Infinity)),
    },
  }
}
