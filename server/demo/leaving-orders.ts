/** On the way out: the day that is expected, the order, what holds patients up, the lounge, home. Pure. */
import { roleOf, type Patient } from './house.ts'
import {
  BARRIER_OWNERS,
  barrierCount,
  barrierTakes,
  disposition,
  drawBarrier,
  isHeldBack,
} from './leaving.ts'
import { LOUNGE } from './layout.ts'
import { doThis, type Decision, type Order } from './orders.ts'
import type { PatientStep } from './patient-steps.ts'
import { after, stayMinutes, type Pace } from './rates.ts'

const NURSE = 'demo: ward nurse'
const DOCTOR = 'demo: doctor'

type Kind = 'order' | 'ready' | 'lounge' | 'discharge' | 'plan'

export function aboutLeaving(kind: Kind, patient: Patient, pace: Pace): Decision {
  const { encounter_id } = patient
  const { random, now } = pace
  switch (kind) {
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
    case 'order':
      return order(patient, pace)
    case 'ready':
      return doThis({ who: NURSE, command: 'discharges/ready', input: { encounter_id } })
    case 'lounge':
      return doThis({ who: NURSE, command: 'discharges/to-lounge', input: { encounter_id, unit: LOUNGE } })
    case 'discharge':
      return doThis({
        who: NURSE,
        command: 'admissions/discharge',
        input: { encounter_id, disposition: disposition(roleOf(patient), random) },
      })
  }
}

/** What held them up is done. */
export const clear = ({ barrier_id }: Extract<PatientStep, { kind: 'clear' }>): Decision =>
  doThis({ who: NURSE, command: 'discharges/clear-barrier', input: { barrier_id } })

/** The order, with what is still to be done; some are fit and cannot go, and wait for a place or for care at home. */
function order(patient: Patient, pace: Pace): Decision {
  const { random } = pace
  const { encounter_id } = patient
  const role = roleOf(patient) ?? 'medical'
  const raise = (kind: ReturnType<typeof drawBarrier>['kind']): Order => ({
    who: NURSE,
    command: 'discharges/raise-barrier',
    input: {
      encounter_id,
      kind,
      owner: BARRIER_OWNERS[kind] ?? null,
      due_at: new Date(after(pace.now, barrierTakes(kind), pace)).toISOString(),
    },
  })
  if (!patient.held && isHeldBack(role, random)) {
    return doThis(
      { who: DOCTOR, command: 'discharges/no-criteria', input: { encounter_id } },
      raise('home-care'),
    )
  }
  const kinds = new Set(Array.from({ length: barrierCount(random) }, () => drawBarrier(random).kind))
  return doThis(
    { who: DOCTOR, command: 'discharges/order', input: { encounter_id } },
    ...[...kinds].map((kind) => raise(kind)),
  )
}
