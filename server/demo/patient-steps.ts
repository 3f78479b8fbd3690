/** What is next for a patient: on the way in, on to another ward, on the way out. Pure. */
import type { Subject } from './agenda.ts'
import { emergencyStep, stateInEmergency, type InEmergency } from './emergency-steps.ts'
import { roleOf, type Away, type House, type Patient } from './house.ts'
import { barrierTakes } from './leaving.ts'
import { LOUNGE, type Role } from './layout.ts'
import { after, dueAfter, leavesAt, onward, stayMinutes } from './rates.ts'
import { between, chance, logNormal } from './random.ts'
import { liftMissing } from './scenarios.ts'
import type { Times } from './steps.ts'

type OfPatient =
  | InEmergency
  | 'request'
  | 'assign'
  | 'may-move'
  | 'porter'
  | 'move'
  | 'plan'
  | 'order'
  | 'ready'
  | 'lounge'
  | 'discharge'
  | 'back'

export type PatientStep =
  { kind: OfPatient; encounter_id: number } | { kind: 'clear'; encounter_id: number; barrier_id: number }

interface Drawn {
  due: number
  step: PatientStep
}

/**
 * So long after the day they were to go [minutes], nobody goes by it any more: the demo was off meanwhile, and a doctor
 * says a new day, rather than the whole house going home in an hour.
 */
const FORGOTTEN = 36 * 60
/** A discharge is ordered about so long before the patient leaves [minutes]. */
const ORDERED_BEFORE = 150

export function* patientSubjects(
  patient: Patient,
  house: House,
  times: Times,
): Generator<Subject<PatientStep>> {
  const { encounter_id } = patient
  const job = house.jobs.find((one) => one.encounter_id === encounter_id)
  yield {
    key: `patient:${encounter_id}`,
    fits: stateOf(patient, job?.stage),
    draw: () => {
      if (patient.away) return onLeave(patient, patient.away, times)
      return (patient.reserved_bed_id !== null ? onTheMove : lying)(patient, house, times)
    },
  }
  for (const { barrier_id, kind, raised_at, ours } of patient.barriers) {
    if (!ours) continue
    yield {
      key: `barrier:${barrier_id}`,
      fits: '',
      draw: () => ({
        due: dueAfter(raised_at, logNormal(times.random, barrierTakes(kind), 0.5), times),
        step: { kind: 'clear', encounter_id, barrier_id },
      }),
    }
  }
}

const stateOf = (p: Patient, job: string | undefined): string =>
  [
    p.unit,
    p.bed_id,
    p.came_here_at,
    p.class,
    p.reserved_bed_id,
    p.expected_discharge_at,
    p.request?.request_id,
    p.request?.ready_at,
    p.ordered_at,
    p.ready_at,
    p.held,
    p.away?.since,
    p.barriers.length,
    stateInEmergency(p.emergency),
    job,
  ].join(' ')

/** Nothing else is next for them until they are back; whom others let go, others call back. */
function onLeave(
  { encounter_id }: Patient,
  { since, expected_at, ours }: Away,
  times: Times,
): Drawn | undefined {
  if (!ours) return undefined
  const late = between(times.random, -20, 45)
  const due = dueAfter(expected_at ?? after(since, 240, times), late, times)
  return { due, step: { kind: 'back', encounter_id } }
}

/** A bed is kept for them. Whoever keeps it, the demo's porters bring them there. */
function onTheMove(patient: Patient, house: House, times: Times): Drawn | undefined {
  const { random } = times
  const { encounter_id, request } = patient
  const step = (kind: OfPatient, due: number): Drawn => ({ due, step: { kind, encounter_id } })
  const soon = (low: number, high: number): number => after(times.now, between(random, low, high), times)
  if (request && request.ready_at === null) return step('may-move', soon(5, 40))
  const job = house.jobs.find((one) => one.encounter_id === encounter_id)
  if (!job) {
    const may = Math.max(times.now, request?.ready_at ?? 0)
    return step('porter', after(may, between(random, 1, 8), times))
  }
  if (job.stage !== 'under-way') return undefined
  const walk = liftMissing(times.scenario, job.from, job.to) ? 40 : 9
  return step('move', dueAfter(job.since, logNormal(random, walk, 0.4), times))
}

function lying(patient: Patient, _house: House, times: Times): Drawn | undefined {
  const { random } = times
  const role = roleOf(patient)
  const { encounter_id, came_here_at } = patient
  const step = (kind: OfPatient, due: number): Drawn => ({ due, step: { kind, encounter_id } })
  const soon = (low: number, high: number): number => after(times.now, between(random, low, high), times)
  const since = (minutes: number): number => dueAfter(came_here_at, minutes, times)

  if (patient.unit === LOUNGE) return step('discharge', since(logNormal(random, 70, 0.5)))
  if (role === undefined) return undefined // in a unit the demo knows nothing of they are left to the people
  if (patient.request) return patient.request.ours ? step('assign', soon(2, 15)) : undefined
  if (role === 'ed' && patient.emergency && patient.class !== 'inpatient') {
    const { kind, due } = emergencyStep(patient, patient.emergency, times)
    return step(kind, due)
  }
  if (role === 'ed') return step('request', soon(2, 25))
  if (patient.bed_id === null) return step('seat', soon(5, 30))
  return goingHome(patient, role, times) ?? staying(patient, role, times)
}

/** On the way out; undefined: not yet. */
function goingHome(patient: Patient, role: Role, times: Times): Drawn | undefined {
  const { random } = times
  const { encounter_id, expected_discharge_at: expected } = patient
  const step = (kind: OfPatient, due: number): Drawn => ({ due, step: { kind, encounter_id } })
  const soon = (low: number, high: number): number => after(times.now, between(random, low, high), times)
  const never: Drawn = { due: Infinity, step: { kind: 'ready', encounter_id } }

  if (patient.ready_at !== null)
    return step(role !== 'day' && chance(random, 0.3) ? 'lounge' : 'discharge', soon(10, 70))
  if (patient.barriers.length > 0 && (patient.ordered_at !== null || patient.held)) return never
  if (patient.ordered_at !== null) return step('ready', soon(5, 40))
  if (patient.held) return step('order', soon(30, 240))
  if (expected === null || after(expected, FORGOTTEN, times) < times.now) return undefined
  if (role === 'day') return step('discharge', dueAfter(expected, between(random, 5, 60), times))
  const leaves = leavesAt(expected, times.occupancy, times)
  return step('order', Math.max(soon(1, 20), after(leaves, -ORDERED_BEFORE, times)))
}

/** Moves on to another ward one day, or is told when they will go home. */
function staying(patient: Patient, role: Role, times: Times): Drawn {
  const { random } = times
  const { encounter_id, came_here_at, expected_discharge_at } = patient
  if (expected_discharge_at === null && chance(random, onward[role]?.likely ?? 0)) {
    const due = dueAfter(came_here_at, stayMinutes(role, random), times)
    return { due, step: { kind: 'request', encounter_id } }
  }
  return { due: after(times.now, between(random, 20, 180), times), step: { kind: 'plan', encounter_id } }
}
