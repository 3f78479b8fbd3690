/** Who walks or is wheeled in, and where they are put. Pure. */
import type { Flow } from './arrivals.ts'
import { bedsFor, type Bed, type House } from './house.ts'
import { DEMO_SITE as site, type Role } from './layout.ts'
import { somebody } from './names.ts'
import type { Decision, Round } from './orders.ts'
import { after, stayMinutes } from './rates.ts'
import { pick, weighted, type Random } from './random.ts'
import { isClosed } from './scenarios.ts'

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

/** Without a bed they are put off. */
export function arrive(flow: Exclude<Flow, 'ed'>, house: House, { taken, pace, scenario }: Round): Decision {
  const { now, random } = pace
  const way = WAYS[flow]
  const role = weighted(random, way.role)
  const person = somebody(role, now, random)
  const beds = bedsFor(house, role, person.sex, taken).filter((bed) => !isClosed(scenario, bed.unit))
  const bed = give(beds, taken, random)
  if (!bed) return { wait: 30 }
  const expected = after(now, stayMinutes(role, random), pace)
  return {
    arrival: {
      who: 'demo: registrar',
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

/** One of these beds, and nobody else's in this round. Side rooms are left to those who need them, while there are others. */
export function give(beds: readonly Bed[], taken: Set<number>, random: Random): Bed | undefined {
  const bays = beds.filter((bed) => !bed.features.includes('isolation'))
  const from = bays.length > 0 ? bays : beds
  if (from.length === 0) return undefined
  const bed = pick(random, from)
  taken.add(bed.bed_id)
  return bed
}
