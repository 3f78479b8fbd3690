/** Who is kept apart: somebody in a side room now and then, a whole ward in an outbreak. Pure. */
import { isReady, roleOf, type House, type Patient } from './house.ts'
import { DEMO_SITE as site } from './layout.ts'
import { doThis, type Decision, type Round } from './orders.ts'
import { drawOrganism } from './infections.ts'
import { chance, pick } from './random.ts'
import { MOST_ILL, ORGANISM, OUTBREAK_NOTE, OUTBREAK_WARD } from './scenarios.ts'
import type { WayStep } from './steps.ts'

const INFECTION_CONTROL = 'demo: infection control'
/** So many are kept apart at once, outbreak aside. */
const MOST_ISOLATED = 10

/** A patient who lies alone in a side room turns out to carry something. */
export function isolateSomebody(house: House, { pace: { random } }: Round): Decision {
  const apart = [...house.patients.values()].filter(({ precautions }) => precautions.length > 0)
  if (apart.length >= MOST_ISOLATED) return { wait: 120 }
  const alone = [...house.patients.values()].filter(
    (patient) => patient.precautions.length === 0 && liesAlone(patient, house),
  )
  if (alone.length === 0) return { wait: 60 }
  return doThis({
    who: INFECTION_CONTROL,
    command: 'placement/set-precaution',
    input: { encounter_id: pick(random, alone).encounter_id, ...drawOrganism(random) },
  })
}

function liesAlone({ bed_id }: Patient, house: House): boolean {
  const bed = house.beds.get(bed_id ?? -1)
  return bed !== undefined && bed.features.includes('isolation') && bed.room.startsWith('Side room')
}

/** One more falls ill, or one more bed of the ward is closed, while there is one. */
export function outbreak(house: House, { pace: { random } }: Round): Decision {
  const there = [...house.patients.values()].filter(
    (patient) => patient.unit === OUTBREAK_WARD && patient.bed_id !== null,
  )
  const ill = there.filter(({ precautions }) => precautions.some(({ organism }) => organism === ORGANISM))
  const well = there.filter(({ precautions }) => precautions.length === 0)
  const empty = [...house.beds.values()].find(
    (bed) => bed.unit === OUTBREAK_WARD && isReady(bed) && roleOf(bed) !== undefined,
  )
  if (empty && (well.length === 0 || ill.length >= MOST_ILL || chance(random, 0.6))) {
    return doThis({
      who: INFECTION_CONTROL,
      command: 'beds/block',
      input: { site, bed: empty.code, reason: 'isolation', note: OUTBREAK_NOTE },
    })
  }
  if (well.length === 0 || ill.length >= MOST_ILL) return { wait: 20 }
  // Neighbours first: it spreads through a bay.
  const rooms = new Set(ill.map(({ bed_id }) => house.beds.get(bed_id ?? -1)?.room))
  const near = well.filter(({ bed_id }) => rooms.has(house.beds.get(bed_id ?? -1)?.room))
  const next = pick(random, near.length > 0 ? near : well)
  return doThis({
    who: INFECTION_CONTROL,
    command: 'placement/set-precaution',
    input: { encounter_id: next.encounter_id, kind: 'contact', organism: ORGANISM },
  })
}

export function lift({ encounter_id, precaution }: Extract<WayStep, { kind: 'lift' }>): Decision {
  return doThis({
    who: INFECTION_CONTROL,
    command: 'placement/end-precaution',
    input: { encounter_id, kind: precaution, why: 'Swabs clear' },
  })
}
