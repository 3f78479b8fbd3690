/** Who has been in long goes home for some hours and comes back; the bed stays theirs. Rare, and few at once. Pure. */
import { roleOf, type House, type Patient } from './house.ts'
import { doThis, type Decision } from './orders.ts'
import { after, type Pace } from './rates.ts'
import { between, pick } from './random.ts'

const NURSE = 'demo: ward nurse'
/** In this bed so long at least [minutes]. */
const LONG = 2 * 24 * 60
/** So many are on leave at once, at most. */
const MOST = 3
const PLACES = ['Home, to try the stairs', 'Home with family', 'Visit to a care home'] as const

export function goOnLeave(house: House, pace: Pace): Decision {
  const patients = [...house.patients.values()]
  if (patients.filter(({ away }) => away !== null).length >= MOST) return { wait: 120 }
  const could = patients.filter((patient) => mayGo(patient, pace))
  if (could.length === 0) return { wait: 120 }
  const { encounter_id } = pick(pace.random, could)
  const back = after(pace.now, between(pace.random, 120, 420), pace)
  return doThis({
    who: NURSE,
    command: 'visits/leave',
    input: {
      encounter_id,
      kind: 'leave',
      place: pick(pace.random, PLACES),
      expected_at: new Date(back).toISOString(),
    },
  })
}

/** Well enough to stay, not yet on the way out, and nobody fears what they would carry. */
function mayGo(patient: Patient, pace: Pace): boolean {
  const role = roleOf(patient)
  return (
    (role === 'medical' || role === 'surgical' || role === 'orthopaedic') &&
    patient.bed_id !== null &&
    patient.away === null &&
    patient.came_here_at < after(pace.now, -LONG, pace) &&
    patient.reserved_bed_id === null &&
    patient.request === null &&
    patient.ordered_at === null &&
    patient.ready_at === null &&
    patient.precautions.length === 0
  )
}

export const comeBack = (encounter_id: number): Decision =>
  doThis({ who: NURSE, command: 'visits/return', input: { encounter_id } })
