/** What happens on a ward beside its plans: two change beds, and a slip at the keyboard is taken back. Pure. */
import { admitsSex, roleOf, type House } from './house.ts'
import { doThis, type Decision } from './orders.ts'
import { after, type Pace } from './rates.ts'
import { pick, type Random } from './random.ts'

const NURSE = 'demo: ward nurse'
const REGISTRAR = 'demo: registrar'

/** Two patients of a ward change beds: one is to be nearer to the desk. */
export function swap(house: House, random: Random): Decision {
  const lying = [...house.patients.values()].filter(
    (patient) =>
      patient.bed_id !== null &&
      roleOf(patient) === 'medical' &&
      patient.reserved_bed_id === null &&
      patient.away === null &&
      patient.precautions.length === 0,
  )
  if (lying.length === 0) return { wait: 60 }
  const one = pick(random, lying)
  const here = house.beds.get(one.bed_id ?? -1)
  const others = lying.filter((other) => {
    const there = house.beds.get(other.bed_id ?? -1)
    return (
      other !== one &&
      other.unit === one.unit &&
      here !== undefined &&
      there !== undefined &&
      admitsSex(there, one.sex) &&
      admitsSex(here, other.sex)
    )
  })
  if (others.length === 0) return { wait: 60 }
  return doThis({
    who: NURSE,
    command: 'admissions/swap',
    input: { encounter_id: one.encounter_id, with_encounter_id: pick(random, others).encounter_id },
  })
}

/** A slip at the keyboard, noticed soon: the last move, or the whole registration, is taken back. */
export function undo(house: House, pace: Pace): Decision {
  const recent = [...house.patients.values()].filter(
    (patient) => patient.bed_id !== null && patient.came_here_at > after(pace.now, -30, pace),
  )
  const moved = recent.filter((patient) => roleOf(patient) === 'medical' || roleOf(patient) === 'assessment')
  const [patient = recent[0]] = moved
  if (!patient) return { wait: 15 }
  const { encounter_id } = patient
  return moved.length > 0
    ? doThis({
        who: NURSE,
        command: 'admissions/cancel-transfer',
        input: { encounter_id, why: 'Moved the wrong patient on the screen' },
      })
    : doThis({
        who: REGISTRAR,
        command: 'admissions/cancel-admit',
        input: { encounter_id, why: 'Registered twice' },
      })
}
