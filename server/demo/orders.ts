/** What comes of an intention once it is due: a command as a person would give it, or nothing yet. Pure. */
import type { CommandInput, CommandName } from '../../schema/commands/index.ts'
import { admitsSex, bedsFor, isReady, roleOf, type Bed, type House, type Patient } from './house.ts'
import type { Disposition } from '../../schema/terms.ts'
import { DEMO_SITE as site, type Role } from './layout.ts'
import { ageOf, somebody, type Person } from './names.ts'
import { admittedShare, admittedTo, after, cleanersAt, onward, stayMinutes, type Pace } from './rates.ts'
import type { Flow } from './arrivals.ts'
import { disposition } from './leaving.ts'
import { chance, pick, weighted, type Random } from './random.ts'
import { BLOCK_NOTES, type Step } from './steps.ts'

/** A command with its input, tied together by the command's name. */
export type OrderOf<C extends CommandName> = {
  [K in C]: { who: string; command: K; input: CommandInput<K> }
}[C]
export type Order = OrderOf<CommandName>

/** Somebody who comes in: registered first, then admitted under the number they got. */
export interface Arrival {
  who: string
  person: Person
  admit: Omit<CommandInput<'admissions/admit'>, 'patient_id'>
}

/** `wait`: not now; ask again after so many minutes of ward life. */
export type Decision = { order: Order } | { arrival: Arrival } | { wait: number }

const NURSE = 'demo: ward nurse'
const ED_NURSE = 'demo: ED nurse'
const DOCTOR = 'demo: doctor'
const BED_MANAGER = 'demo: bed manager'
const CLEANER = 'demo: housekeeping'
const REGISTRAR = 'demo: registrar'

/** After this long in the waiting room people go home unseen [minutes]. */
const PATIENCE = 240

/** What was decided since the house was read, which it does not show yet. `decide` adds to it. */
export interface Round {
  pace: Pace
  /** Of the wards, 0 to 1. */
  occupancy: number
  /** Beds given away. */
  taken: Set<number>
  /** Cleanings begun. */
  begun: number
}

/** @param round is written to: two intentions of one round never get the same bed or the same cleaner. */
export function decide(step: Step, house: House, round: Round): Decision {
  switch (step.kind) {
    case 'arrive':
      return arrive(step.flow, house, round)
    case 'ask':
    case 'start':
    case 'finish':
    case 'unblock':
      return aboutBed(step.kind, house.beds.get(step.bed_id), house, round)
    case 'block':
      return block(house, round)
    case 'swap':
      return swap(house, round.pace.random)
    case 'undo':
      return undo(house, round.pace)
    default: {
      const patient = house.patients.get(step.encounter_id)
      return patient ? aboutPatient(step.kind, patient, house, round) : { wait: 60 }
    }
  }
}

const doThis = (order: Order): Decision => ({ order })

function aboutPatient(
  kind: 'seat' | 'decide' | 'reserve' | 'move' | 'plan' | 'discharge',
  patient: Patient,
  house: House,
  { occupancy, taken, pace }: Round,
): Decision {
  const { encounter_id } = patient
  const { random, now } = pace
  switch (kind) {
    case 'seat': {
      const role = roleOf(patient) ?? 'ed'
      const bed = give(bedsFor(house, role, patient.sex, taken), taken, random)
      if (bed) {
        return doThis({
          who: role === 'ed' ? ED_NURSE : NURSE,
          command: 'admissions/transfer',
          input: { encounter_id, to: { bed: bed.code } },
        })
      }
      if (role === 'ed' && now > after(patient.came_here_at, PATIENCE, pace))
        return leave(patient, 'left', ED_NURSE)
      return { wait: 8 }
    }
    case 'decide':
      return chance(random, admittedShare(occupancy))
        ? doThis({
            who: DOCTOR,
            command: 'admissions/reclassify',
            input: { encounter_id, class: 'inpatient' },
          })
        : leave(patient, 'home', ED_NURSE)
    case 'reserve': {
      const role = nextRole(patient, now, random)
      const bed = role && give(bedsFor(house, role, patient.sex, taken), taken, random)
      if (!bed) return { wait: 15 }
      return doThis({
        who: BED_MANAGER,
        command: 'beds/reserve',
        input: { site, bed: bed.code, encounter_id },
      })
    }
    case 'move':
      return move(patient, house, pace)
    case 'plan': {
      const left = stayMinutes(roleOf(patient) ?? 'medical', random)
      const from = after(patient.came_here_at, left, pace)
      // Here for longer already than it was drawn: some part of it is still to come.
      const expected = from > after(now, 60, pace) ? from : after(now, 60 + left * random(), pace)
      return doThis({
        who: DOCTOR,
        command: 'admissions/plan-discharge',
        input: { encounter_id, expected_discharge_at: new Date(expected).toISOString() },
      })
    }
    case 'discharge':
      return leave(patient, disposition(roleOf(patient), random), NURSE)
  }
}

/** To the bed that is kept, or no longer: it was taken out of use meanwhile. */
function move(patient: Patient, house: House, pace: Pace): Decision {
  const bed = house.beds.get(patient.reserved_bed_id ?? -1)
  const { encounter_id } = patient
  if (!bed || bed.reserved_for !== encounter_id) return { wait: 5 }
  if (bed.encounter_id === null && isReady({ ...bed, reserved_for: null })) {
    return doThis({
      who: 'demo: porter',
      command: 'admissions/transfer',
      input: { encounter_id, to: { bed: bed.code } },
    })
  }
  if (bed.turn && bed.blocked_at === null && chance(pace.random, 0.7)) return { wait: 10 } // it will be clean soon
  return doThis({
    who: BED_MANAGER,
    command: 'beds/release',
    input: { site, bed: bed.code, why: 'The bed can not be used after all' },
  })
}

function leave({ encounter_id }: Patient, disposition: Disposition, who: string): Decision {
  return doThis({ who, command: 'admissions/discharge', input: { encounter_id, disposition } })
}

/** Where a patient goes from here. */
function nextRole(patient: Patient, now: number, random: Random): Role | undefined {
  const role = roleOf(patient)
  if (role === 'ed') {
    return ageOf(patient.birth_date, now) < 16 ? 'children' : weighted(random, admittedTo)
  }
  const way = role && onward[role]
  return way && weighted(random, way.to)
}

/** One of these beds, and nobody else's in this round. */
function give(beds: readonly Bed[], taken: Set<number>, random: Random): Bed | undefined {
  if (beds.length === 0) return undefined
  const bed = pick(random, beds)
  taken.add(bed.bed_id)
  return bed
}

/** Where those go who are called in, and as what. */
export const WAYS: Record<
  Exclude<Flow, 'ed'>,
  { role: readonly (readonly [Role, number])[]; class: 'inpatient' | 'day' }
> = {
  elective: {
    role: [
      ['surgical', 6],
      ['orthopaedic', 4],
    ],
    class: 'inpatient',
  },
  day: { role: [['day', 1]], class: 'day' },
  labour: { role: [['maternity', 1]], class: 'inpatient' },
  newborn: { role: [['neonatal', 1]], class: 'inpatient' },
}

/** Who walks or is wheeled in. Without a bed an elective is put off; the emergency department takes everyone. */
function arrive(flow: Flow, house: House, { taken, pace }: Round): Decision {
  const { now, random } = pace
  if (flow === 'ed') {
    const person = somebody('ed', now, random)
    const ambulance = chance(random, 0.35)
    const bed = ambulance ? give(bedsFor(house, 'ed', person.sex, taken), taken, random) : undefined
    const to = bed ? { bed: bed.code } : { unit: 'ED' }
    return { arrival: { who: ED_NURSE, person, admit: { site, class: 'emergency', to } } }
  }
  const way = WAYS[flow]
  const role = weighted(random, way.role)
  const person = somebody(role, now, random)
  const bed = give(bedsFor(house, role, person.sex, taken), taken, random)
  if (!bed) return { wait: 30 }
  const expected = after(now, stayMinutes(role, random), pace)
  return {
    arrival: {
      who: REGISTRAR,
      person,
      admit: {
        site,
        class: way.class,
        to: { bed: bed.code },
        expected_discharge_at: new Date(expected).toISOString(),
      },
    },
  }
}

function aboutBed(
  kind: 'ask' | 'start' | 'finish' | 'unblock',
  bed: Bed | undefined,
  house: House,
  round: Round,
): Decision {
  if (!bed) return { wait: 60 }
  const input = { site, bed: bed.code }
  if (kind === 'unblock') return doThis({ who: 'demo: estates', command: 'beds/unblock', input })
  if (kind === 'ask') {
    const priority = roleOf(bed) === 'ed' ? 'next' : bed.reserved_for === null ? 'routine' : 'stat'
    return doThis({ who: NURSE, command: 'cleaning/ask', input: { ...input, priority } })
  }
  if (kind === 'finish') return doThis({ who: CLEANER, command: 'cleaning/finish', input })
  const busy = [...house.beds.values()].filter((other) => other.turn?.stage === 'cleaning').length
  if (busy + round.begun >= cleanersAt(round.pace.now)) return { wait: 3 }
  round.begun++
  return doThis({ who: CLEANER, command: 'cleaning/start', input })
}

/** Never more than a few at once: a demo without beds shows little. */
const MOST_BLOCKED = 8

function block(house: House, { taken, pace: { random } }: Round): Decision {
  const beds = [...house.beds.values()]
  if (beds.filter((bed) => bed.blocked_at !== null).length >= MOST_BLOCKED) return { wait: 60 }
  const bed = give(
    beds.filter((one) => isReady(one) && !taken.has(one.bed_id) && roleOf(one) !== undefined),
    taken,
    random,
  )
  if (!bed) return { wait: 60 }
  const reason = chance(random, 0.6) ? 'repair' : 'isolation'
  const note = pick(random, BLOCK_NOTES[reason])
  return doThis({ who: NURSE, command: 'beds/block', input: { site, bed: bed.code, reason, note } })
}

/** Two patients of a ward change beds: one is to be nearer to the desk. */
function swap(house: House, random: Random): Decision {
  const lying = [...house.patients.values()].filter(
    (patient) => patient.bed_id !== null && roleOf(patient) === 'medical' && patient.reserved_bed_id === null,
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
function undo(house: House, pace: Pace): Decision {
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
