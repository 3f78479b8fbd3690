/** What people intend to do next, and when: one intention for each patient, bed, job, shift and way in. Pure. */
import type { JobRole } from '../../schema/jobs.ts'
import type { PrecautionKind } from '../../schema/placement/words.ts'
import type { Scenario } from '../../schema/demo.ts'
import type { Agenda, Subject } from './agenda.ts'
import { flows, nextArrival, type Flow } from './arrivals.ts'
import { emergencySubjects, type EmergencyStep } from './emergency-steps.ts'
import { observeSubjects, type ObserveStep } from './observing.ts'
import { expectingSubjects, type ExpectingStep } from './expecting.ts'
import { isOurs, roleOf, type Bed, type House, type PorterJob } from './house.ts'
import { patientSubjects, type PatientStep } from './patient-steps.ts'
import { after, dueAfter, type Pace } from './rates.ts'
import { between, chance, exponential, logNormal } from './random.ts'
import { rosterAt, roles } from './roster.ts'
import { liftMissing, ORGANISM, OUTBREAK_NOTE } from './scenarios.ts'
import type { WearStep } from './wearing.ts'

/** An intention. What comes of it is decided when it is due (orders.ts), by the house as it is then. */
export type Step =
  PatientStep | EmergencyStep | ExpectingStep | BedStep | JobStep | WayStep | WearStep | ObserveStep

export interface BedStep {
  kind: 'ask' | 'start' | 'pause' | 'resume' | 'finish' | 'unblock'
  bed_id: number
}
export interface JobStep {
  kind: 'fetch' | 'hold' | 'go-on' | 'deliver'
  porter_job_id: number
}
export type WayStep =
  | { kind: 'arrive'; flow: Flow }
  | { kind: 'come' | 'go'; person: string; role: JobRole; zone: string | null }
  | { kind: 'lift'; encounter_id: number; precaution: PrecautionKind }
  | { kind: 'block' | 'swap' | 'undo' | 'isolate' | 'outbreak' | 'leave' }

export type Steps = Agenda<Step>

/** Said when the demo takes a bed out of use; only a block with such a note is the demo's to lift. */
export const BLOCK_NOTES = {
  repair: ['Bed rail does not lock', 'Call bell does not ring', 'Mattress pump alarm', 'Oxygen outlet leaks'],
  isolation: ['Terminal clean after an infection', 'Awaiting infection control'],
} as const
const OUR_NOTES = new Set<string>([...BLOCK_NOTES.repair, ...BLOCK_NOTES.isolation])

/** What happens now and then to anyone: the mean hours between. */
const RARE = [
  ['block', 5],
  ['swap', 9],
  ['undo', 14],
  ['isolate', 4],
  ['leave', 5],
] as const

/** The house, how fast, and what befalls it. */
export interface Times extends Pace {
  scenario: Scenario
  /** Of the wards, 0 to 1. */
  occupancy: number
}

interface Drawn<S extends Step = Step> {
  due: number
  step: S
}

/** Everything in the house that has a next step. */
export function* subjects(house: House, times: Times): Generator<Subject<Step>> {
  for (const flow of flows) {
    yield {
      key: `way:${flow}`,
      fits: times.scenario,
      draw: () => ({ due: nextArrival(flow, times), step: { kind: 'arrive', flow } }),
    }
  }
  for (const [kind, everyHours] of RARE) {
    yield {
      key: `way:${kind}`,
      fits: '',
      draw: () => ({
        due: after(times.now, exponential(times.random, everyHours * 60), times),
        step: { kind },
      }),
    }
  }
  if (times.scenario === 'norovirus') {
    const due = (): number => after(times.now, between(times.random, 1, 6), times)
    yield { key: 'way:outbreak', fits: '', draw: () => ({ due: due(), step: { kind: 'outbreak' } }) }
  }
  yield* shiftSubjects(house, times)
  yield* expectingSubjects(house, times)
  yield* emergencySubjects(house, times)
  yield* observeSubjects(house, times)
  for (const job of house.jobs) yield* jobSubjects(job, house, times)
  for (const bed of house.beds.values()) yield* bedSubjects(bed, times)
  for (const patient of house.patients.values()) {
    yield* patientSubjects(patient, house, times)
    for (const { kind, organism, ours, since } of patient.precautions) {
      if (!ours || (times.scenario === 'norovirus' && organism === ORGANISM)) continue
      const takes = organism === ORGANISM ? 90 : logNormal(times.random, 3 * 24 * 60, 0.5)
      yield {
        key: `precaution:${patient.encounter_id}:${kind}`,
        fits: '',
        draw: () => ({
          due: dueAfter(since, takes, times),
          step: { kind: 'lift', encounter_id: patient.encounter_id, precaution: kind },
        }),
      }
    }
  }
}

/** Who is on the roster and not at work comes; who is at work and no longer on it goes. */
function* shiftSubjects(house: House, times: Times): Generator<Subject<Step>> {
  for (const role of roles) {
    const roster = rosterAt(role, times.now)
    const here = new Map(
      house.onShift.filter((shift) => shift.role === role).map((shift) => [shift.person, shift]),
    )
    const soon = (): number => times.now + between(times.random, 0, 20_000)
    for (const { person, zone } of roster) {
      if (here.has(person)) continue
      const step: WayStep = { kind: 'come', person, role, zone }
      yield { key: `shift:${person}`, fits: 'away', draw: () => ({ due: soon(), step }) }
    }
    for (const [person, { zone }] of here) {
      if (roster.some((one) => one.person === person)) continue
      const step: WayStep = { kind: 'go', person, role, zone }
      yield { key: `shift:${person}`, fits: 'here', draw: () => ({ due: soon() + 10_000, step }) }
    }
  }
}

/** A porter comes, brings the patient (the patient's own step), and is free again. */
function* jobSubjects(job: PorterJob, house: House, times: Times): Generator<Subject<Step>> {
  if (!job.ours || (job.assigned_to !== null && !isOurs(job.assigned_to))) return
  const { porter_job_id, stage, since, from, to } = job
  const patient = house.patients.get(job.encounter_id ?? -1)
  const needed = patient !== undefined && patient.reserved_bed_id !== null
  const stuck = liftMissing(times.scenario, from, to)
  const step = (kind: JobStep['kind'], minutes: number): Drawn<JobStep> => ({
    due: dueAfter(since, minutes, times),
    step: { kind, porter_job_id },
  })
  yield {
    key: `job:${porter_job_id}`,
    fits: `${stage} ${since} ${needed} ${stuck}`,
    draw: () => {
      const { random } = times
      if (!needed) return step('deliver', between(random, 1, 3))
      if (stage === 'waiting') return step('fetch', logNormal(random, stuck ? 30 : 7, 0.6))
      if (stage === 'paused') return step('go-on', logNormal(random, stuck ? 25 : 6, 0.5))
      if (chance(random, stuck ? 0.5 : 0.03)) return step('hold', between(random, 1, 4))
      return undefined // the patient's own step
    },
  }
}

function* bedSubjects(bed: Bed, times: Times): Generator<Subject<Step>> {
  const { bed_id, turn, blocked_at, block_note } = bed
  if (turn && bed.encounter_id === null && (turn.assigned_to === null || isOurs(turn.assigned_to))) {
    yield {
      key: `bed:${bed_id}`,
      fits: `${turn.stage} ${turn.since}`,
      draw: () => turnStep(bed, turn, times),
    }
  }
  const note = block_note ?? ''
  const outbreak = note === OUTBREAK_NOTE
  if (blocked_at === null || (!OUR_NOTES.has(note) && !outbreak)) return
  if (outbreak && times.scenario === 'norovirus') return
  const minutes = outbreak ? between(times.random, 5, 60) : logNormal(times.random, 300, 0.6)
  yield {
    key: `block:${bed_id}`,
    fits: `${blocked_at} ${outbreak && times.scenario}`,
    draw: () => ({
      due: outbreak ? after(times.now, minutes, times) : dueAfter(blocked_at, minutes, times),
      step: { kind: 'unblock', bed_id },
    }),
  }
}

/** Vacated: someone asks after some minutes. Asked: a cleaner walks over. Cleaning: it takes what it takes, and pauses. */
function turnStep({ bed_id, ...bed }: Bed, turn: NonNullable<Bed['turn']>, times: Times): Drawn<BedStep> {
  const { random } = times
  const quick = roleOf(bed) === 'ed'
  const step = (kind: BedStep['kind'], minutes: number): Drawn<BedStep> => ({
    due: dueAfter(turn.since, minutes, times),
    step: { kind, bed_id },
  })
  switch (turn.stage) {
    case 'vacated':
      return step('ask', logNormal(random, quick ? 3 : 9, 0.7))
    case 'dirty':
      return step('start', logNormal(random, quick ? 4 : 14, 0.6))
    case 'cleaning':
      if (chance(random, quick ? 0.02 : 0.07)) return step('pause', between(random, 2, 12))
      return step('finish', logNormal(random, quick ? 7 : turn.isolation ? 45 : 24, 0.35))
    case 'paused':
      return step('resume', logNormal(random, 9, 0.6))
  }
}
