/** What people of the ward intend to do next, and when: one intention for each patient, bed and way in. Pure. */
import type { Agenda, Subject } from './agenda.ts'
import { roleOf, type Bed, type House, type Patient } from './house.ts'
import { flows, nextArrival, type Flow } from './arrivals.ts'
import { after, leavesAt, onward, stayMinutes, type Pace } from './rates.ts'
import { between, chance, exponential, logNormal } from './random.ts'

/** An intention. What comes of it is decided when it is due (orders.ts), by the house as it is then. */
export type Step =
  | { kind: 'arrive'; flow: Flow }
  | { kind: 'seat' | 'decide' | 'reserve' | 'move' | 'plan' | 'discharge'; encounter_id: number }
  | { kind: 'ask' | 'start' | 'finish' | 'unblock'; bed_id: number }
  | { kind: 'block' | 'swap' | 'undo' }

export type Steps = Agenda<Step>

/** Said when the demo takes a bed out of use; only a block with such a note is the demo's to lift. */
export const BLOCK_NOTES = {
  repair: ['Bed rail does not lock', 'Call bell does not ring', 'Mattress pump alarm', 'Oxygen outlet leaks'],
  isolation: ['Terminal clean after norovirus', 'Awaiting infection control'],
} as const
const OUR_NOTES = new Set<string>([...BLOCK_NOTES.repair, ...BLOCK_NOTES.isolation])

/** What happens now and then to anyone: the mean hours between. */
const RARE = [
  ['block', 5],
  ['swap', 9],
  ['undo', 14],
] as const

/**
 * So long after the day they were to go [minutes], nobody goes by it any more: the demo was off meanwhile, and a doctor
 * says a new day, rather than the whole house going home in an hour.
 */
const FORGOTTEN = 36 * 60

/** Everything in the house that has a next step. */
export function* subjects(house: House, occupancy: number, pace: Pace): Generator<Subject<Step>> {
  for (const flow of flows) {
    yield {
      key: `way:${flow}`,
      fits: '',
      draw: () => ({ due: nextArrival(flow, pace), step: { kind: 'arrive', flow } }),
    }
  }
  for (const [kind, everyHours] of RARE) {
    yield {
      key: `way:${kind}`,
      fits: '',
      draw: () => ({ due: after(pace.now, exponential(pace.random, everyHours * 60), pace), step: { kind } }),
    }
  }
  for (const bed of house.beds.values()) yield* bedSubjects(bed, pace)
  for (const patient of house.patients.values()) {
    yield {
      key: `patient:${patient.encounter_id}`,
      fits: stateOfPatient(patient),
      draw: () => patientStep(patient, occupancy, pace),
    }
  }
}

function* bedSubjects(bed: Bed, pace: Pace): Generator<Subject<Step>> {
  const { bed_id } = bed
  const { turn, blocked_at, block_note } = bed
  if (turn && bed.encounter_id === null) {
    yield {
      key: `bed:${bed_id}`,
      fits: `${turn.stage} ${turn.since}`,
      draw: () => turnStep(bed, turn, pace),
    }
  }
  if (blocked_at !== null && OUR_NOTES.has(block_note ?? '')) {
    yield {
      key: `block:${bed_id}`,
      fits: String(blocked_at),
      draw: () => ({
        due: dueAfter(blocked_at, logNormal(pace.random, 300, 0.6), pace),
        step: { kind: 'unblock', bed_id },
      }),
    }
  }
}

const stateOfPatient = (p: Patient): string =>
  [p.unit, p.bed_id, p.came_here_at, p.class, p.reserved_bed_id, p.expected_discharge_at].join(' ')

interface Drawn {
  due: number
  step: Step
}

/**
 * `minutes` after `from`. If that is past (the demo was off, or the house has just been filled), some part of the time is
 * still to come: not everything that is overdue happens in the same second.
 */
function dueAfter(from: number, minutes: number, pace: Pace): number {
  const due = after(from, minutes, pace)
  return due > pace.now ? due : after(pace.now, minutes * pace.random(), pace)
}

/** Vacated: someone asks after some minutes. Asked: a cleaner walks over. Cleaning: it takes what it takes. */
function turnStep(bed: Bed, turn: NonNullable<Bed['turn']>, pace: Pace): Drawn {
  const { random } = pace
  const quick = roleOf(bed) === 'ed'
  const at = (minutes: number): number => dueAfter(turn.since, minutes, pace)
  switch (turn.stage) {
    case 'vacated':
      return {
        due: at(logNormal(random, quick ? 3 : 9, 0.7)),
        step: { kind: 'ask', bed_id: bed.bed_id },
      }
    case 'dirty':
      return {
        due: at(logNormal(random, quick ? 4 : 14, 0.6)),
        step: { kind: 'start', bed_id: bed.bed_id },
      }
    case 'cleaning':
      return {
        due: at(logNormal(random, quick ? 7 : 24, 0.35)),
        step: { kind: 'finish', bed_id: bed.bed_id },
      }
  }
}

/** What is next for a patient; undefined: in a unit the demo knows nothing of, they are left to the people. */
function patientStep(patient: Patient, occupancy: number, pace: Pace): Drawn | undefined {
  const { random } = pace
  const role = roleOf(patient)
  const { encounter_id, came_here_at } = patient
  if (role === undefined) return undefined
  const soon = (minutes: number): number => after(pace.now, minutes, pace)
  const since = (minutes: number): number => dueAfter(came_here_at, minutes, pace)

  if (patient.reserved_bed_id !== null) {
    return {
      due: soon(logNormal(random, role === 'ed' ? 25 : 35, 0.5)),
      step: { kind: 'move', encounter_id },
    }
  }
  if (role === 'ed' && patient.class !== 'inpatient') {
    return patient.bed_id === null
      ? { due: since(logNormal(random, 14, 0.7)), step: { kind: 'seat', encounter_id } }
      : { due: since(stayMinutes('ed', random)), step: { kind: 'decide', encounter_id } }
  }
  if (role === 'ed') return { due: soon(between(random, 5, 40)), step: { kind: 'reserve', encounter_id } }
  if (patient.bed_id === null)
    return { due: soon(between(random, 5, 30)), step: { kind: 'seat', encounter_id } }
  const forgotten = after(patient.expected_discharge_at ?? pace.now, FORGOTTEN, pace) < pace.now
  if (patient.expected_discharge_at !== null && !forgotten) {
    const fit = patient.expected_discharge_at
    const due = role === 'day' ? dueAfter(fit, between(random, 5, 60), pace) : leavesAt(fit, occupancy, pace)
    return { due, step: { kind: 'discharge', encounter_id } }
  }
  if (!forgotten && chance(random, onward[role]?.likely ?? 0)) {
    return { due: since(stayMinutes(role, random)), step: { kind: 'reserve', encounter_id } }
  }
  return { due: soon(between(random, 20, 180)), step: { kind: 'plan', encounter_id } }
}
