/** Nurses' rounds: who is observed next and what they find; and whose monitor's values somebody has to look at. Pure. */
import { vitalSigns } from '../../devices/vital-signs.ts'
import type { CommandInput } from '../../schema/commands/index.ts'
import { measureNames } from '../../schema/observations/vitals.ts'
import { startingFrequencies } from '../../schema/observations/when-next.ts'
import type { Subject } from './agenda.ts'
import { roleOf, type House, type Patient } from './house.ts'
import { DEMO_SITE as site, type Role } from './layout.ts'
import { ageOf } from './names.ts'
import { doThis, type Decision, type OrderOf } from './orders.ts'
import { between, type Random } from './random.ts'
import { after, CHILD_UNTIL, MINUTE_MS, type Pace } from './rates.ts'

export type ObserveStep =
  | { kind: 'observe'; encounter_id: number }
  | { kind: 'confirm-set'; encounter_id: number; observation_set_id: number }
  | { kind: 'give-monitor'; bed_id: number }

const NURSE = 'demo: ward nurse'
/** Where a monitor stands at each bed. */
const MONITORED = new Set(['ICU', 'HDU'])
const OBSERVED = new Set<Role | undefined>([
  'ed',
  'assessment',
  'medical',
  'surgical',
  'orthopaedic',
  'icu',
  'hdu',
  'maternity',
])
/** One of so many is seen late, so that the next is overdue: no ward is without. */
const LATE_IS_ONE_OF = 15
/** Who has no set when the house opens gets theirs within this time of the real clock [ms]. */
const FIRST_ROUND_MS = 25_000

/** @param house as it is read @param pace how fast */
export function* observeSubjects(house: House, pace: Pace): Generator<Subject<ObserveStep>> {
  const { now, random } = pace
  for (const patient of house.patients.values()) {
    const { encounter_id, observed, unconfirmed } = patient
    if (!OBSERVED.has(roleOf(patient)) || ageOf(patient.birth_date, now) < CHILD_UNTIL) continue
    yield {
      key: `observe:${encounter_id}`,
      fits: String(observed?.at),
      draw: () => ({ due: dueOf(patient, pace), step: { kind: 'observe', encounter_id } }),
    }
    if (unconfirmed !== null)
      yield {
        key: `confirm:${encounter_id}`,
        fits: String(unconfirmed),
        draw: () => ({
          due: now + between(random, 1, 25) * MINUTE_MS,
          step: { kind: 'confirm-set', encounter_id, observation_set_id: unconfirmed },
        }),
      }
  }
}

/** Beds that are to have a monitor and have none. */
export function* monitorSubjects(house: House, { now, random }: Pace): Generator<Subject<ObserveStep>> {
  const standing = new Set(house.monitors.map(({ bed_id }) => bed_id))
  for (const { bed_id, unit } of house.beds.values())
    if (MONITORED.has(unit) && !standing.has(bed_id))
      yield {
        key: `monitor:${bed_id}`,
        fits: '',
        draw: () => ({ due: now + random() * 10_000, step: { kind: 'give-monitor', bed_id } }),
      }
}

/** By the score, a little before its time is over; some are forgotten until after. */
function dueOf({ encounter_id, observed, came_here_at }: Patient, { now, random, speed }: Pace): number {
  if (!observed) {
    const settled = came_here_at + between(random, 5, 15) * MINUTE_MS
    return Math.max(settled, now + random() * FIRST_ROUND_MS)
  }
  if (encounter_id % LATE_IS_ONE_OF === 0) return observed.at + (observed.every_min * 1.2 + 10) * MINUTE_MS
  const due = after(observed.at, observed.every_min * between(random, 0.6, 0.9), { now, random, speed })
  return Math.max(due, observed.at + 10 * MINUTE_MS)
}

export function observing(step: ObserveStep, house: House, pace: Pace): Decision {
  if (step.kind === 'confirm-set') {
    const { observation_set_id } = step
    return doThis({ who: NURSE, command: 'observations/confirm', input: { observation_set_id } })
  }
  if (step.kind === 'give-monitor') {
    const bed = house.beds.get(step.bed_id)
    if (!bed) return { wait: 60 }
    const input = { site, kind: 'monitor', code: `vm-${bed.code.toLowerCase()}`, bed: bed.code } as const
    return doThis({ who: 'demo: medical engineering', command: 'devices/register', input })
  }
  const patient = house.patients.get(step.encounter_id)
  return patient ? doThis(...setsOf(patient, pace)) : { wait: 60 }
}

/** One set; of who was here before anybody looked, the one before it as well: a ward has a past. */
function setsOf(patient: Patient, pace: Pace): OrderOf<'observations/record'>[] {
  const { encounter_id, came_here_at, observed } = patient
  const { now, random } = pace
  const order = (at: number): OrderOf<'observations/record'> => ({
    who: NURSE,
    command: 'observations/record',
    input: { encounter_id, at: new Date(at).toISOString(), ...found(encounter_id, at, pace) },
  })
  if (observed) return [order(now)]
  const ago = (low: number, high: number): number =>
    Math.max(came_here_at, now - between(random, low, high) * MINUTE_MS)
  const last = ago(2, startingFrequencies.single)
  const before = ago(startingFrequencies.single + 30, startingFrequencies.low)
  return before < last ? [order(before), order(last)] : [order(last)]
}

/** What a nurse finds: the same illness that a monitor sees, and what only somebody at the bed can tell. */
function found(
  encounter_id: number,
  at: number,
  { random, speed }: Pace,
): Omit<CommandInput<'observations/record'>, 'encounter_id' | 'at'> {
  const vitals = vitalSigns(encounter_id, (at / MINUTE_MS) * speed, random)
  const breathless = vitals.spo2 < 94
  return {
    ...vitals,
    ...(breathless ? given(random) : { oxygen: 'air' as const }),
    consciousness: vitals.pulse > 124 && random() < 0.4 ? 'C' : 'A',
    sure: [...measureNames],
  }
}

const given = (random: Random) => ({
  oxygen: 'oxygen' as const,
  oxygen_flow: random() < 0.5 ? 2 : 4,
  oxygen_device: 'nasal' as const,
})
