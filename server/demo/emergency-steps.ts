/** What is next in the emergency department: for an ambulance, for somebody who waits or is treated there, for its doctors. Pure. */
import type { Subject } from './agenda.ts'
import {
  attendingsAt,
  decisionTakes,
  doctorTakes,
  GIVES_UP,
  givesUp,
  handoverTakes,
  patience,
  spaceTakes,
  triageTakes,
} from './emergency.ts'
import type { Ambulance, Emergency, House, Patient } from './house.ts'
import { dueAfter, type Pace } from './rates.ts'
import { between, chance } from './random.ts'
import { hourOfWeek } from './ward-clock.ts'

export type EmergencyStep =
  | { kind: 'ambulance-here' | 'bring-in' | 'hand-over'; ambulance_id: number }
  | { kind: 'attendings'; count: number }

export type InEmergency = 'triage' | 'seat' | 'give-up' | 'see' | 'decide'

/** Those that others announced are theirs to receive. */
export function* emergencySubjects(house: House, times: Pace): Generator<Subject<EmergencyStep>> {
  for (const ambulance of house.ambulances) {
    if (!ambulance.ours) continue
    const { ambulance_id, arrived_at, encounter_id } = ambulance
    yield {
      key: `ambulance:${ambulance_id}`,
      fits: `${arrived_at} ${encounter_id}`,
      draw: () => ambulanceStep(ambulance, times),
    }
  }
  const count = attendingsAt(hourOfWeek(times.now) % 24)
  if (house.attendings?.count === count || house.attendings?.ours === false) return
  yield {
    key: 'way:attendings',
    fits: String(count),
    draw: () => ({ due: times.now, step: { kind: 'attendings', count } }),
  }
}

function ambulanceStep(
  { ambulance_id, announced_at, expected_at, arrived_at, encounter_id }: Ambulance,
  times: Pace,
): { due: number; step: EmergencyStep } {
  const { random } = times
  if (arrived_at === null) {
    const due = dueAfter(expected_at ?? announced_at, between(random, -3, 5), times)
    return { due, step: { kind: 'ambulance-here', ambulance_id } }
  }
  return encounter_id === null
    ? { due: dueAfter(arrived_at, between(random, 1, 5), times), step: { kind: 'bring-in', ambulance_id } }
    : { due: dueAfter(arrived_at, handoverTakes(random), times), step: { kind: 'hand-over', ambulance_id } }
}

/** Triaged, given a space, seen, decided about; some go before anyone has seen them. */
export function emergencyStep(
  { bed_id, came_here_at }: Patient,
  { arrived_at, triaged_at, category, seen_at }: Emergency,
  times: Pace,
): { due: number; kind: InEmergency } {
  const { random } = times
  if (triaged_at === null) return { due: dueAfter(arrived_at, triageTakes(random), times), kind: 'triage' }
  if (bed_id === null) {
    if (givesUp(category) && chance(random, GIVES_UP))
      return { due: dueAfter(arrived_at, patience(random), times), kind: 'give-up' }
    return { due: dueAfter(triaged_at, spaceTakes(category, random), times), kind: 'seat' }
  }
  if (seen_at === null)
    return {
      due: dueAfter(Math.max(came_here_at, triaged_at), doctorTakes(category, random), times),
      kind: 'see',
    }
  return { due: dueAfter(seen_at, decisionTakes(random), times), kind: 'decide' }
}

/** What must change for a new step to be drawn. */
export const stateInEmergency = (visit: Emergency | null): string =>
  visit === null ? '' : `${visit.triaged_at} ${visit.category} ${visit.seen_at}`
