/** Who is called in: expected at the desk today and tomorrow, and come when it is time, most of them. Pure. */
import type { EncounterClass } from '../../schema/terms.ts'
import type { Subject } from './agenda.ts'
import { give, WAYS } from './arrivals-orders.ts'
import { bedsFor, type House } from './house.ts'
import { DEMO_SITE as site, type Role } from './layout.ts'
import { somebody } from './names.ts'
import { doThis, type Decision, type Round } from './orders.ts'
import { after, dueAfter, MINUTE_MS, type Pace } from './rates.ts'
import { between, chance, pick, weighted, type Random } from './random.ts'
import { isClosed } from './scenarios.ts'
import { hourOfWeek } from './ward-clock.ts'

export type ExpectingStep = { kind: 'expect' } | { kind: 'come-in'; encounter_id: number }

/** By their visit numbers the demo knows whom it called in: who is expected by others is theirs to receive. */
export const CALLED_IN = 'EL-'
/** So many are on the desk's list. */
const ON_THE_LIST = 14
const DAY_MIN = 24 * 60

export function* expectingSubjects(house: House, times: Pace): Generator<Subject<ExpectingStep>> {
  const { length } = house.expected
  yield {
    key: 'way:expect',
    fits: String(length),
    draw: () =>
      length < ON_THE_LIST
        ? { due: times.now + between(times.random, 0, 3000), step: { kind: 'expect' } }
        : undefined,
  }
  for (const { encounter_id, at } of house.expected) {
    yield {
      key: `expected:${encounter_id}`,
      fits: String(at),
      draw: () => ({
        due: dueAfter(at, between(times.random, -20, 25), times),
        step: { kind: 'come-in', encounter_id },
      }),
    }
  }
}

/** Somebody is told to come, in the hours in which people are. */
export function expect({ pace }: Round): Decision {
  const { now, random } = pace
  const flow = chance(random, 0.5) ? 'elective' : 'day'
  const way = WAYS[flow]
  const quarter = 15 * MINUTE_MS
  const at = Math.ceil(arrivalTime(pace) / quarter) * quarter
  return {
    arrival: {
      who: 'demo: registrar',
      person: somebody(weighted(random, way.role), now, random),
      expect: {
        site,
        class: way.class,
        visit: `${CALLED_IN}${Math.floor(between(random, 10_000_000, 99_999_999))}`,
        expected_arrival_at: new Date(at).toISOString(),
      },
    },
  }
}

/** Today or tomorrow; most for the morning. In the evening, tomorrow. */
function arrivalTime(pace: Pace): number {
  // Half of them soon, as fast as the demo goes; half by the clock on the wall, or a fast demo would expect nobody tomorrow.
  const by = chance(pace.random, 0.5) ? pace : { ...pace, speed: 1 }
  let at = pace.now
  for (let tries = 0; tries < 40; tries++) {
    at = after(pace.now, between(pace.random, 40, 1.6 * DAY_MIN), by)
    const hour = hourOfWeek(at) % 24
    if (hour >= 7 && (hour < 12 || (hour < 17 && chance(pace.random, 0.4)))) return at
  }
  return at
}

/** They are here: to a bed of the kind they come for. Without one they wait; a few are not coming after all. */
export function comeIn(encounter_id: number, house: House, { taken, pace, scenario }: Round): Decision {
  const { random } = pace
  const one = house.expected.find((other) => other.encounter_id === encounter_id)
  if (!one) return { wait: 60 }
  if (chance(random, 0.06)) {
    const input = { encounter_id, why: 'did not come' }
    return doThis({ who: 'demo: registrar', command: 'visits/cancel', input })
  }
  const beds = bedsFor(house, roleFor(one.class, random), one.sex, taken)
  const bed = give(
    beds.filter(({ unit }) => !isClosed(scenario, unit)),
    taken,
    random,
  )
  if (!bed) return { wait: 30 }
  const input = { encounter_id, to: { bed: bed.code } }
  return doThis({ who: 'demo: registrar', command: 'admissions/transfer', input })
}

const roleFor = (of: EncounterClass, random: Random): Role =>
  of === 'day' ? 'day' : pick(random, ['surgical', 'orthopaedic'] as const)
