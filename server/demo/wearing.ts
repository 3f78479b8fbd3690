/**
 * Badges and tags: which cleaners are given a badge, which patients a tag, and where tags are carried. What is with whom is
 * read from the database, so a later start goes on with the same devices. Pure.
 */
import { EXIT } from '../../schema/devices/tag.ts'
import type { Subject } from './agenda.ts'
import { badgeOf, type House, type Tag } from './house.ts'
import { DEMO_SITE as site } from './layout.ts'
import { doThis, type Decision } from './orders.ts'
import { between, chance, exponential, pick } from './random.ts'
import { after, type Pace } from './rates.ts'

export type WearStep = { kind: 'give-badge'; person: string } | { kind: 'give-tag'; encounter_id: number }
/** A tag is carried there. */
export interface CarryStep {
  tag: string
  to: string
}

/** Where readers hang at the beds: cleaning there begins and ends with a tap. Elsewhere it is a button on a phone. */
const READERS = new Set(['4W', '4E', 'AMU', 'ICU', 'HDU'])
export const hasReader = ({ unit }: { unit: string }): boolean => READERS.has(unit)
/** Where every second patient is given a tag. It stays on when they move. */
const TAGGED = new Set(['5W', '2W'])
const MOST_TAGS = 30
/** Places outside the wards, as their readers call themselves. */
const STORE = 'Tag store'
const ERRANDS = ['X-ray', 'Ultrasound', 'Physiotherapy']
/** Every how many minutes somebody with a tag is somewhere else, on average; and how many of these ways lead out. */
const WALKS_EVERY = 240
const OUT = 0.05

/** Who is still without: a cleaner who has come, a patient who has settled in. */
export function* wearSubjects(house: House, pace: Pace): Generator<Subject<WearStep>> {
  const soon = (from: number, to: number): number => after(pace.now, between(pace.random, from, to), pace)
  for (const { person, role } of house.onShift) {
    if (role !== 'cleaner' || badgeOf(person, house) !== undefined) continue
    yield {
      key: `badge:${person}`,
      fits: '',
      draw: () => ({ due: soon(1, 5), step: { kind: 'give-badge', person } }),
    }
  }
  const tagged = new Set(house.tags.map(({ encounter_id }) => encounter_id))
  for (const { encounter_id, unit, bed_id } of house.patients.values()) {
    if (!TAGGED.has(unit) || bed_id === null || encounter_id % 2 === 1 || tagged.has(encounter_id)) continue
    yield {
      key: `tag-for:${encounter_id}`,
      fits: '',
      draw: () => ({ due: soon(1, 20), step: { kind: 'give-tag', encounter_id } }),
    }
  }
}

export function give(step: WearStep, house: House): Decision {
  if (step.kind === 'give-badge') {
    const badge = codeOfBadge(step.person)
    const known = house.badges.find(({ code }) => code === badge)
    const who = 'demo: housekeeping supervisor'
    const giving = {
      who,
      command: 'devices/give-badge' as const,
      input: { site, badge, person: step.person },
    }
    if (known) return known.person === null ? doThis(giving) : { wait: 60 } // somebody else has it
    return doThis({ who, command: 'devices/register', input: { site, kind: 'badge', code: badge } }, giving)
  }
  const who = 'demo: ward nurse'
  const { encounter_id } = step
  if (!house.patients.has(encounter_id)) return { wait: 60 }
  const free = house.tags.find((tag) => wearerOf(tag, house) === undefined)
  if (free)
    return doThis({ who, command: 'devices/attach-tag', input: { site, tag: free.code, encounter_id } })
  if (house.tags.length >= MOST_TAGS) return { wait: 120 }
  const code = `lt-${String(house.tags.length + 1).padStart(2, '0')}`
  return doThis(
    { who, command: 'devices/register', input: { site, kind: 'tag', code } },
    { who, command: 'devices/attach-tag', input: { site, tag: code, encounter_id } },
  )
}

/** `demo: Rosa (cleaner)` → `sb-rosa`. */
const codeOfBadge = (person: string): string =>
  `sb-${/^demo: (\w+)/.exec(person)?.[1]?.toLowerCase() ?? 'spare'}`

/** @param places where each tag was last carried */
export function* carrySubjects(
  house: House,
  places: ReadonlyMap<string, string>,
  pace: Pace,
): Generator<Subject<CarryStep>> {
  for (const tag of house.tags) {
    const place = places.get(tag.code)
    if (place === undefined) continue
    const home = homeOf(tag, house)
    yield {
      key: `tag:${tag.code}`,
      fits: `${home} ${place}`,
      draw: () => (place === home ? walk(tag.code, home, pace) : back(tag.code, { home, place }, pace)),
    }
  }
}

/** Where a tag is when nothing happens: at the bed of who wears it, in their unit, or put away. */
export function homeOf(tag: Tag, house: House): string {
  const patient = wearerOf(tag, house)
  if (!patient) return STORE
  return house.beds.get(patient.bed_id ?? -1)?.code ?? patient.unit
}

const wearerOf = ({ encounter_id }: Tag, house: House) => house.patients.get(encounter_id ?? -1)

function walk(tag: string, home: string, pace: Pace): { due: number; step: CarryStep } | undefined {
  if (home === STORE) return undefined
  const to = chance(pace.random, OUT) ? EXIT : pick(pace.random, ERRANDS)
  return { due: after(pace.now, exponential(pace.random, WALKS_EVERY), pace), step: { tag, to } }
}

/** From an errand; or after the record has moved who wears it. */
function back(
  tag: string,
  { home, place }: { home: string; place: string },
  pace: Pace,
): { due: number; step: CarryStep } {
  const errand = place === EXIT || ERRANDS.includes(place)
  const minutes = errand ? between(pace.random, 12, 30) : between(pace.random, 0.5, 4)
  return { due: after(pace.now, minutes, pace), step: { tag, to: home } }
}
