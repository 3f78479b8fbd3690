/** What the emergency department's people do: ambulances, triage, spaces, doctors; and who goes unseen. Pure. */
import { give } from './arrivals-orders.ts'
import { BY_AMBULANCE, categories, categoryOf, complaintOf, crew, spacesFor, type Came } from './emergency.ts'
import type { EmergencyStep } from './emergency-steps.ts'
import { bedsFor, type House, type Patient } from './house.ts'
import { DEMO_SITE as site } from './layout.ts'
import { somebody } from './names.ts'
import { doThis, type Decision, type OrderOf, type Round } from './orders.ts'
import { after, type Pace } from './rates.ts'
import { between, chance, pick, type Random } from './random.ts'

const NURSE = 'demo: ED nurse'
const DOCTOR = 'demo: doctor'
const DESK = 'demo: ED coordinator'
/** So long at most an ambulance waits for a place to put its patient [minutes]: then somebody makes one in the corridor. */
const LONGEST_AT_DOOR = 50
/** After this long in the waiting room people go home unseen [minutes]. */
const PATIENCE = 240
const WHY_LEFT = ['Waited too long', 'Did not answer when called'] as const

/** One in three calls an ambulance first; the others stand at the desk. The emergency department takes everyone. */
export function comeToEmergency({ pace }: Pick<Round, 'pace'>): Decision {
  const { random, now } = pace
  if (chance(random, BY_AMBULANCE)) return doThis(announce(pace))
  const complaint = complaintOf(categoryOf('walk-in', random), random)
  return {
    arrival: {
      who: NURSE,
      person: somebody('ed', now, random),
      arrive: { site, to: { unit: 'ED' }, mode: 'walk-in', complaint },
    },
  }
}

/** A crew says with what it comes, and when. */
export function announce(pace: Pace): OrderOf<'ed/announce-ambulance'> {
  const { random, now } = pace
  const category = categoryOf('ambulance', random)
  return {
    who: DESK,
    command: 'ed/announce-ambulance',
    input: {
      site,
      call_sign: crew(random),
      expected_at: new Date(after(now, between(random, 5, 22), pace)).toISOString(),
      complaint: complaintOf(category, random),
      category,
    },
  }
}

export function inEmergency(step: EmergencyStep, house: House, { pace, taken }: Round): Decision {
  if (step.kind === 'attendings')
    return doThis({ who: DESK, command: 'ed/set-attendings', input: { site, attendings: step.count } })
  const { kind, ambulance_id } = step
  const ambulance = house.ambulances.find((one) => one.ambulance_id === ambulance_id)
  if (!ambulance) return { wait: 60 }
  if (kind === 'ambulance-here')
    return doThis({ who: DESK, command: 'ed/ambulance-arrived', input: { ambulance_id } })
  if (kind === 'hand-over') {
    const patient = house.patients.get(ambulance.encounter_id ?? -1)
    const patientWaits = patient?.unit === 'ED' && patient.bed_id === null
    const waited =
      ambulance.arrived_at !== null && pace.now < after(ambulance.arrived_at, LONGEST_AT_DOOR, pace)
    return patientWaits && waited
      ? { wait: 5 }
      : doThis({ who: NURSE, command: 'ed/hand-over', input: { ambulance_id } })
  }
  const person = somebody('ed', pace.now, pace.random)
  const { complaint, category } = ambulance
  const bed = give(spacesFor(bedsFor(house, 'ed', person.sex, taken), category), taken, pace.random)
  const to = bed ? { bed: bed.code } : { unit: 'ED' }
  return { arrival: { who: NURSE, person, arrive: { site, to, mode: 'ambulance', complaint, ambulance_id } } }
}

/** What the crew said stands, or nearly. Who is in danger of their life is said to be. */
export function triage({ encounter_id }: Patient, came: Came, said: number | null, random: Random): Decision {
  const category = categories.find((one) => one === said) ?? categoryOf(came, random)
  const grave: OrderOf<'ed/describe'>[] =
    category === 1
      ? [
          {
            who: NURSE,
            command: 'ed/describe',
            input: { encounter_id, critical: chance(random, 0.15) ? 'ventilated' : 'critical' },
          },
        ]
      : []
  return doThis({ who: NURSE, command: 'ed/triage', input: { encounter_id, category } }, ...grave)
}

export const see = ({ encounter_id }: Patient, random: Random): Decision =>
  doThis(
    { who: DOCTOR, command: 'ed/seen', input: { encounter_id } },
    {
      who: DOCTOR,
      command: 'ed/describe',
      input: { encounter_id, orders_pending: Math.floor(between(random, 0, 5)) },
    },
  )

/** Who has no space after hours goes home. */
export function patienceIsOver({ came_here_at }: Patient, pace: Pace): boolean {
  return pace.now > after(came_here_at, PATIENCE, pace)
}

export const giveUp = ({ encounter_id }: Patient, random: Random): Decision =>
  doThis({ who: NURSE, command: 'ed/leave-unseen', input: { encounter_id, why: pick(random, WHY_LEFT) } })
