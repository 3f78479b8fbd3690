/** A hospital on paper: does what it is ordered, with the plainest rules, and throws where a real one would be hurt. */
import { planned, dueNow, nextDue, type Entry } from '../../server/demo/agenda.ts'
import {
  admitsSex,
  isReady,
  wardOccupancy,
  type Bed,
  type House,
  type Patient,
} from '../../server/demo/house.ts'
import { demoLayout } from '../../server/demo/layout.ts'
import { decide, type Arrival, type Order, type Round } from '../../server/demo/orders.ts'
import { after, type Pace } from '../../server/demo/rates.ts'
import { subjects, type Step } from '../../server/demo/steps.ts'
import { seeded } from '../../server/demo/random.ts'

export class PaperHouse implements House {
  readonly beds = new Map<number, Bed>()
  readonly patients = new Map<number, Patient>()
  #encounters = 0

  constructor() {
    let bed_id = 0
    for (const { unit, rooms } of demoLayout(1).units) {
      for (const { bed, sex_rule = 'any', staffed = true, sensor } of rooms.flatMap((room) => room.beds)) {
        bed_id++
        this.beds.set(bed_id, {
          bed_id,
          code: bed,
          unit,
          sensor: sensor ?? null,
          sex_rule,
          staffed,
          block_note: null,
          blocked_at: null,
          turn: null,
          encounter_id: null,
          reserved_for: null,
        })
      }
    }
  }

  /** A patient lies down in every nth ready bed. */
  fill(share: number, now: number, random: () => number): void {
    for (const bed of this.beds.values()) {
      if (!isReady(bed) || random() > share) continue
      const sex = bed.sex_rule === 'any' ? 'female' : bed.sex_rule
      this.#lieDown(
        this.#newcomer({ sex, birth_date: '1960-01-01', class: 'inpatient', unit: bed.unit, now }),
        bed,
        now,
      )
    }
  }

  receive({ person, admit }: Arrival, now: number): void {
    const bed = admit.to?.bed === undefined ? undefined : this.bed(admit.to.bed)
    const patient = this.#newcomer({
      sex: person.sex,
      birth_date: person.birth_date,
      class: admit.class,
      unit: bed?.unit ?? admit.to?.unit ?? '',
      now,
    })
    patient.expected_discharge_at = admit.expected_discharge_at
      ? Date.parse(admit.expected_discharge_at)
      : null
    if (bed) this.#lieDown(patient, bed, now)
  }

  /** Does the order. @throws when it would put two patients into a bed, or break another rule of the house. */
  obey(order: Order, now: number): void {
    switch (order.command) {
      case 'admissions/transfer': {
        const patient = this.#patient(order.input.encounter_id)
        this.#getUp(patient, now)
        this.#lieDown(patient, this.bed(order.input.to.bed ?? ''), now)
        return
      }
      case 'admissions/discharge': {
        const patient = this.#patient(order.input.encounter_id)
        this.#getUp(patient, now)
        for (const bed of this.beds.values()) {
          if (bed.reserved_for === patient.encounter_id) bed.reserved_for = null
        }
        this.patients.delete(patient.encounter_id)
        return
      }
      case 'admissions/reclassify':
        this.#patient(order.input.encounter_id).class = order.input.class
        return
      case 'admissions/plan-discharge':
        this.#patient(order.input.encounter_id).expected_discharge_at = Date.parse(
          order.input.expected_discharge_at ?? '',
        )
        return
      case 'admissions/swap': {
        const one = this.#patient(order.input.encounter_id)
        const other = this.#patient(order.input.with_encounter_id)
        const [here, there] = [this.#bedOf(one), this.#bedOf(other)]
        if (!admitsSex(here, other.sex) || !admitsSex(there, one.sex))
          throw new Error('a swap against the sex rule')
        one.bed_id = there.bed_id
        other.bed_id = here.bed_id
        there.encounter_id = one.encounter_id
        here.encounter_id = other.encounter_id
        return
      }
      case 'beds/reserve': {
        const bed = this.bed(order.input.bed)
        if (!isReady(bed)) throw new Error(`${bed.code} was reserved though not ready`)
        bed.reserved_for = order.input.encounter_id
        this.#patient(order.input.encounter_id).reserved_bed_id = bed.bed_id
        return
      }
      case 'beds/release': {
        const bed = this.bed(order.input.bed)
        if (bed.reserved_for !== null) this.#patient(bed.reserved_for).reserved_bed_id = null
        bed.reserved_for = null
        return
      }
      case 'beds/block': {
        const bed = this.bed(order.input.bed)
        if (!isReady(bed)) throw new Error(`${bed.code} was blocked though not ready`)
        bed.blocked_at = now
        bed.block_note = order.input.note ?? null
        return
      }
      case 'beds/unblock':
        this.bed(order.input.bed).blocked_at = null
        return
      case 'cleaning/ask':
      case 'cleaning/start': {
        const bed = this.bed(order.input.bed)
        if (!bed.turn || bed.encounter_id !== null) throw new Error(`${bed.code} has no turn`)
        bed.turn = { stage: order.command === 'cleaning/ask' ? 'dirty' : 'cleaning', since: now }
        return
      }
      case 'cleaning/finish':
        this.bed(order.input.bed).turn = null
        return
      case 'admissions/cancel-transfer': // a real house would put them back; on paper nothing was ever mistaken
      case 'admissions/cancel-admit':
        return
      default:
        throw new Error(`nobody on paper can do ${order.command}`)
    }
  }

  bed(code: string): Bed {
    const bed = [...this.beds.values()].find((one) => one.code === code)
    if (!bed) throw new Error(`no bed ${code}`)
    return bed
  }

  #newcomer({
    now,
    ...known
  }: Pick<Patient, 'sex' | 'birth_date' | 'class' | 'unit'> & { now: number }): Patient {
    const encounter_id = ++this.#encounters
    const patient: Patient = {
      ...known,
      encounter_id,
      expected_discharge_at: null,
      bed_id: null,
      came_here_at: now,
      reserved_bed_id: null,
    }
    this.patients.set(encounter_id, patient)
    return patient
  }

  #lieDown(patient: Patient, bed: Bed, now: number): void {
    if (bed.encounter_id !== null) throw new Error(`two patients in ${bed.code}`)
    if (bed.reserved_for !== null && bed.reserved_for !== patient.encounter_id)
      throw new Error(`${bed.code} is kept`)
    if (!isReady({ ...bed, reserved_for: null })) throw new Error(`${bed.code} is not ready`)
    if (!admitsSex(bed, patient.sex)) throw new Error(`${bed.code} is for ${bed.sex_rule} patients`)
    bed.encounter_id = patient.encounter_id
    bed.reserved_for = null
    patient.bed_id = bed.bed_id
    patient.unit = bed.unit
    patient.reserved_bed_id = null
    patient.came_here_at = now
  }

  #getUp(patient: Patient, now: number): void {
    if (patient.bed_id === null) return
    const bed = this.#bedOf(patient)
    bed.encounter_id = null
    bed.turn = { stage: 'vacated', since: now }
    patient.bed_id = null
  }

  #patient(encounter_id: number): Patient {
    const patient = this.patients.get(encounter_id)
    if (!patient) throw new Error(`no patient ${encounter_id}`)
    return patient
  }

  #bedOf(patient: Patient): Bed {
    const bed = this.beds.get(patient.bed_id ?? -1)
    if (!bed) throw new Error(`${patient.encounter_id} lies nowhere`)
    return bed
  }
}

export interface Happening {
  at: number
  what: string
}

/** Lives from `from` for so many days of the real clock, at a speed, from a seed. @returns all that happened, in order. */
export function live(
  house: PaperHouse,
  {
    from,
    days,
    speed,
    seed,
    watch,
  }: { from: number; days: number; speed: number; seed: number; watch?: (now: number) => void },
): Happening[] {
  const random = seeded(seed)
  const happened: Happening[] = []
  let steps = new Map<string, Entry<Step>>()
  let now = from
  const until = from + days * 86_400_000
  while (now < until) {
    const pace: Pace = { now, speed, random }
    const occupancy = wardOccupancy(house)
    steps = planned(steps, subjects(house, occupancy, pace))
    const round: Round = { pace, occupancy, taken: new Set(), begun: 0 }
    // Decided together before any is done, as when they fall due in one round: the house is as it was read.
    const decisions = dueNow(steps, now, 12).map(({ key, step }) => ({
      key,
      step,
      decision: decide(step, house, round),
    }))
    for (const { key, step, decision } of decisions) {
      if ('wait' in decision) {
        const entry = steps.get(key)
        if (entry) steps.set(key, { ...entry, due: after(now, decision.wait, pace) })
        continue
      }
      if ('order' in decision) house.obey(decision.order, now)
      else house.receive(decision.arrival, now)
      steps.delete(key)
      happened.push({
        at: now,
        what:
          'order' in decision
            ? `${step.kind} ${JSON.stringify(decision.order)}`
            : `arrive ${JSON.stringify(decision.arrival)}`,
      })
    }
    watch?.(now)
    now = Math.max(now + 30_000 / speed, nextDue(steps)) // rounds of half a minute, as in a busy hour
  }
  return happened
}
