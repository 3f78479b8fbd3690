/** On the way in and on to another ward: seats in the emergency department, bed requests, beds kept, moves. Pure. */
import type { CommandInput } from '../../schema/commands/index.ts'
import { bedsFor, isReady, roleOf, type House, type Patient } from './house.ts'
import { give } from './arrivals-orders.ts'
import { spacesFor } from './emergency.ts'
import { giveUp, patienceIsOver, see, triage } from './emergency-orders.ts'
import { DEMO_SITE as site, type Role } from './layout.ts'
import { ageOf } from './names.ts'
import { doThis, type Decision, type OrderOf, type Round } from './orders.ts'
import { bestBeds } from './place.ts'
import type { PatientStep } from './patient-steps.ts'
import { admittedShare, admittedTo, after, CHILD_UNTIL, onward, type Pace } from './rates.ts'
import { between, chance, weighted, type Random } from './random.ts'

const NURSE = 'demo: ward nurse'
const ED_NURSE = 'demo: ED nurse'
const DOCTOR = 'demo: doctor'
const BED_MANAGER = 'demo: bed manager'

type Kind = Exclude<
  PatientStep['kind'],
  'clear' | 'order' | 'ready' | 'lounge' | 'discharge' | 'plan' | 'back'
>

export function aboutPatient(kind: Kind, patient: Patient, house: House, round: Round): Decision {
  const { encounter_id, request } = patient
  const { random, now } = round.pace
  switch (kind) {
    case 'seat':
      return seat(patient, house, round)
    case 'triage': {
      const brought = house.ambulances.find((one) => one.encounter_id === encounter_id)
      return triage(patient, brought ? 'ambulance' : 'walk-in', brought?.category ?? null, random)
    }
    case 'see':
      return see(patient, random)
    case 'give-up':
      return giveUp(patient, random)
    case 'decide':
      return decide(patient, round)
    case 'request':
      return doThis(requestFor(patient, round.pace))
    case 'assign':
      return assign(patient, house, round)
    case 'may-move':
      return request
        ? doThis({ who: NURSE, command: 'placement/ready', input: { request_id: request.request_id } })
        : { wait: 30 }
    case 'porter':
      return callPorter(patient, house, random)
    case 'move':
      return move(patient, house, round.pace, now)
  }
}

/** Home, or a bed on a ward is asked for: which is the decision. */
function decide(patient: Patient, { occupancy, pace }: Round): Decision {
  const { encounter_id, emergency } = patient
  const who = { age: ageOf(patient.birth_date, pace.now), category: emergency?.category ?? null }
  const allDone: OrderOf<'ed/describe'> = {
    who: DOCTOR,
    command: 'ed/describe',
    input: { encounter_id, orders_pending: 0, results_pending: 0 },
  }
  if (!chance(pace.random, admittedShare(occupancy, who)))
    return doThis(allDone, {
      who: ED_NURSE,
      command: 'admissions/discharge',
      input: { encounter_id, disposition: 'home' },
    })
  const { from_kind: _, ...input } = requestFor(patient, pace).input
  return doThis(allDone, { who: DOCTOR, command: 'ed/decide', input })
}

function seat(patient: Patient, house: House, { taken, pace }: Round): Decision {
  const { encounter_id } = patient
  const role = roleOf(patient) ?? 'ed'
  const free = bedsFor(house, role, patient.sex, taken)
  const fitting = role === 'ed' ? spacesFor(free, patient.emergency?.category ?? null) : free
  const bed = give(fitting, taken, pace.random)
  if (bed) {
    return doThis({
      who: role === 'ed' ? ED_NURSE : NURSE,
      command: 'admissions/transfer',
      input: { encounter_id, to: { bed: bed.code } },
    })
  }
  const unseen = role === 'ed' && patient.emergency?.seen_at === null
  return unseen && patienceIsOver(patient, pace) ? giveUp(patient, pace.random) : { wait: 8 }
}

type Asked = Pick<CommandInput<'placement/request'>, 'unit' | 'unit_kind' | 'level' | 'features'>

/** What is asked for, by where the patient is to go. */
const ASKED: Partial<Record<Role, Asked>> = {
  assessment: { unit: 'AMU', unit_kind: 'medical' },
  medical: { unit_kind: 'medical' },
  surgical: { unit_kind: 'surgical' },
  orthopaedic: { unit: '2W', unit_kind: 'surgical' },
  icu: { unit: 'ICU', unit_kind: 'icu', level: 'icu' },
  hdu: { unit: 'HDU', unit_kind: 'hdu', level: 'hdu' },
  children: { unit: 'CHI', unit_kind: 'paediatric' },
  maternity: { unit: 'MAT', unit_kind: 'maternity' },
  neonatal: { unit: 'NNU', unit_kind: 'neonatal' },
}

function requestFor(
  patient: Patient,
  pace: Pace,
): { who: string; command: 'placement/request'; input: CommandInput<'placement/request'> } {
  const { random, now } = pace
  const from = roleOf(patient)
  const role = nextRole(patient, now, random)
  const grave = role === 'icu' || role === 'hdu'
  const features = role === 'medical' && chance(random, 0.2) ? (['telemetry'] as const) : []
  return {
    who: from === 'ed' ? DOCTOR : NURSE,
    command: 'placement/request',
    input: {
      encounter_id: patient.encounter_id,
      ...ASKED[role],
      features: [...features],
      priority: grave ? 'emergency' : chance(random, 0.25) ? 'urgent' : 'routine',
      from_kind: from === 'ed' ? 'ed' : 'unit',
      ready_at:
        grave || chance(random, 0.6)
          ? new Date(after(now, between(random, 0, 30), pace)).toISOString()
          : null,
    },
  }
}

/** Where a patient goes from here. */
function nextRole(patient: Patient, now: number, random: Random): Role {
  const role = roleOf(patient)
  if (role !== 'ed') return role ? weighted(random, onward[role]?.to ?? [[role, 1]]) : 'medical'
  return ageOf(patient.birth_date, now) < CHILD_UNTIL ? 'children' : weighted(random, admittedTo)
}

/** What is wanted, told from what was asked for. */
const roleAsked = ({ request }: Patient): Role | undefined => {
  const found = Object.entries(ASKED).find(
    ([, asked]) => (asked.unit ?? null) === request?.unit && asked.unit_kind === request.unit_kind,
  )
  return found?.[0] as Role | undefined // the table's keys are roles
}

/** The best bed there is; now and then the ward says no, and now and then somebody takes the third best by mistake. */
function assign(patient: Patient, house: House, round: Round): Decision {
  const { random } = round.pace
  const { request } = patient
  if (!request) return { wait: 15 }
  const beds = bestBeds(patient, request, roleAsked(patient), house, round)
  const bed = (chance(random, 0.04) ? beds[2] : undefined) ?? beds[0]
  if (!bed) return { wait: 10 }
  const { request_id } = request
  if (chance(random, 0.03) && request.declined.length === 0) {
    return doThis({
      who: 'demo: charge nurse',
      command: 'placement/decline',
      input: { request_id, unit: bed.unit, bed: bed.code, reason: 'no-nurse' },
    })
  }
  round.taken.add(bed.bed_id)
  return doThis({ who: BED_MANAGER, command: 'placement/assign', input: { request_id, bed: bed.code } })
}

function callPorter(patient: Patient, house: House, random: Random): Decision {
  const bed = house.beds.get(patient.reserved_bed_id ?? -1)
  if (!bed) return { wait: 10 }
  if (!isReady({ ...bed, reserved_for: null })) return instead(patient, house, random)
  const here = house.beds.get(patient.bed_id ?? -1)
  const needs = [
    ...(chance(random, 0.25) ? (['oxygen'] as const) : []),
    ...(roleOf(bed) === 'icu' || roleOf(bed) === 'hdu' ? (['monitor', 'nurse'] as const) : []),
    ...(patient.precautions.length > 0 ? (['isolation'] as const) : []),
  ]
  return doThis({
    who: NURSE,
    command: 'porters/ask',
    input: {
      site,
      what: weighted(random, [
        ['chair', 5],
        ['bed', 4],
        ['walk', 2],
      ]),
      from: here ? { bed: here.code } : { unit: patient.unit },
      to: { bed: bed.code },
      encounter_id: patient.encounter_id,
      needs,
      priority: patient.request?.level === 'ward' ? 'routine' : 'next',
    },
  })
}

/** To the bed that is kept, or no longer: it was taken out of use meanwhile. */
function move(patient: Patient, house: House, pace: Pace, now: number): Decision {
  const bed = house.beds.get(patient.reserved_bed_id ?? -1)
  const { encounter_id } = patient
  if (!bed || bed.reserved_for !== encounter_id || now < patient.came_here_at) return { wait: 5 }
  if (!isReady({ ...bed, reserved_for: null })) return instead(patient, house, pace.random)
  const job = house.jobs.find((one) => one.encounter_id === encounter_id)
  return doThis({
    who: job?.assigned_to ?? 'demo: porter',
    command: 'admissions/transfer',
    input: { encounter_id, to: { bed: bed.code } },
  })
}

/** The bed that is kept can not be lain in: it will be clean soon, or it is let go. */
function instead(patient: Patient, house: House, random: Random): Decision {
  const bed = house.beds.get(patient.reserved_bed_id ?? -1)
  if (!bed || ((bed.turn || bed.encounter_id !== null) && bed.blocked_at === null && chance(random, 0.8)))
    return { wait: 10 }
  return doThis({
    who: BED_MANAGER,
    command: 'beds/release',
    input: { site, bed: bed.code, why: 'The bed can not be used after all' },
  })
}
