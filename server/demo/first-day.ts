/** How the house stands when the demo first opens: who came when, which beds are being turned. All of it is past. Pure. */
import type { CommandInput } from '../../schema/commands/index.ts'
import type { SiteLayout } from '../../schema/commands/hospital.ts'
import { DEMO_SITE, roleOfUnit, type Role } from './layout.ts'
import { somebody, type Person } from './names.ts'
import { MINUTE_MS, stayMinutes, type Pace } from './rates.ts'
import { between, chance, pick, weighted } from './random.ts'
import { BLOCK_NOTES } from './steps.ts'

/** What happened in one bed (or, in the waiting room, in none), in order. */
export interface Story {
  bed: string | null
  visit?: Visit
  block?: CommandInput<'beds/block'>
}

/** Instants are RFC 3339. */
export interface Visit {
  person: Person
  admit: Omit<CommandInput<'admissions/admit'>, 'patient_id'>
  leftAt?: string
  turn?: { askedAt?: string; startedAt?: string; finishedAt?: string }
}

/** The chance that a staffed bed is occupied, by what its unit is for. Together about 88 %. */
const OCCUPIED: Record<Role, number> = {
  ed: 0.7,
  assessment: 0.95,
  medical: 0.96,
  surgical: 0.91,
  orthopaedic: 0.93,
  icu: 0.85,
  hdu: 0.87,
  children: 0.78,
  maternity: 0.82,
  neonatal: 0.8,
  day: 0.3,
}
/** What a bed without a patient is. */
const EMPTY = [
  ['ready', 55],
  ['cleaning', 14],
  ['dirty', 14],
  ['vacated', 9],
  ['blocked', 8],
] as const

type Bed = SiteLayout['units'][number]['rooms'][number]['beds'][number]

/** A story for every staffed bed, and for those who sat in the emergency department's waiting room today. */
export function firstDay(layout: SiteLayout, pace: Pace): Story[] {
  const stories: Story[] = waitingRoom(pace)
  for (const { unit, rooms } of layout.units) {
    const role = roleOfUnit.get(unit)
    if (role === undefined) continue
    for (const bed of rooms.flatMap((room) => room.beds)) {
      if (!bed.staffed) continue
      stories.push(chance(pace.random, OCCUPIED[role]) ? occupied(bed, role, pace) : empty(bed, role, pace))
    }
  }
  return stories
}

const ago = (minutes: number, { now }: Pace): string => new Date(now - minutes * MINUTE_MS).toISOString()

/** How long somebody has been here whom one happens to meet, of a stay so long: any part of it. [minutes] */
const metAfter = (role: Role, { random }: Pace): number => 10 + stayMinutes(role, random) * random()

function occupied(bed: Bed, role: Role, pace: Pace): Story {
  const { random, now } = pace
  const since = role === 'ed' ? between(random, 5, 230) : metAfter(role, pace)
  const person = somebody(role, now, random, bed.sex_rule ?? 'any')
  const visit: Visit = {
    person,
    admit: {
      site: DEMO_SITE,
      class: classIn(role, pace),
      to: { bed: bed.bed },
      at: ago(since, pace),
      expected_discharge_at: expected(role, pace),
    },
  }
  return { bed: bed.bed, visit }
}

/** In the emergency department one in seven waits for a ward bed. */
function classIn(role: Role, { random }: Pace): 'emergency' | 'inpatient' | 'day' {
  if (role === 'ed') return chance(random, 0.15) ? 'inpatient' : 'emergency'
  return role === 'day' ? 'day' : 'inpatient'
}

/** When they are to go: not said yet of everyone; a few are overdue. */
function expected(role: Role, pace: Pace): string | null {
  const { random, now, speed } = pace
  const said: Partial<Record<Role, number>> = { ed: 0, icu: 0, hdu: 0.1, assessment: 0.5, day: 1 }
  if (!chance(random, said[role] ?? 0.9)) return null
  if (chance(random, 0.05)) return ago(between(random, 10, 150), pace)
  return new Date(now + (stayMinutes(role, random) * random() * MINUTE_MS) / speed).toISOString()
}

function empty(bed: Bed, role: Role, pace: Pace): Story {
  const { random } = pace
  const state = weighted(random, EMPTY)
  if (state === 'blocked') {
    const reason = chance(random, 0.6) ? 'repair' : 'isolation'
    const note = pick(random, BLOCK_NOTES[reason])
    const at = ago(between(random, 20, 240), pace)
    return { bed: bed.bed, block: { site: DEMO_SITE, bed: bed.bed, reason, note, at } }
  }
  const person = somebody(role, pace.now, random, bed.sex_rule ?? 'any')
  const turned = turn(state, pace)
  const came = turned.left + metAfter(role, pace)
  return {
    bed: bed.bed,
    visit: {
      person,
      admit: {
        site: DEMO_SITE,
        class: classIn(role, pace),
        to: { bed: bed.bed },
        at: ago(came, pace),
      },
      leftAt: ago(turned.left, pace),
      turn: turned.turn,
    },
  }
}

/** How far the turn has come: when the last patient left [minutes ago], and what housekeeping did since. */
function turn(
  state: 'ready' | 'cleaning' | 'dirty' | 'vacated',
  pace: Pace,
): { left: number; turn: NonNullable<Visit['turn']> } {
  const { random } = pace
  switch (state) {
    case 'vacated':
      return { left: between(random, 1, 14), turn: {} }
    case 'dirty': {
      const asked = between(random, 2, 28)
      return { left: asked + between(random, 2, 25), turn: { askedAt: ago(asked, pace) } }
    }
    case 'cleaning': {
      const started = between(random, 1, 20)
      const asked = started + between(random, 4, 30)
      return {
        left: asked + between(random, 2, 25),
        turn: { askedAt: ago(asked, pace), startedAt: ago(started, pace) },
      }
    }
    case 'ready': {
      const finished = between(random, 5, 400)
      const started = finished + between(random, 12, 35)
      const asked = started + between(random, 4, 30)
      return {
        left: asked + between(random, 2, 25),
        turn: {
          askedAt: ago(asked, pace),
          startedAt: ago(started, pace),
          finishedAt: ago(finished, pace),
        },
      }
    }
  }
}

/** People who came and went without ever having a bed, and four who wait. */
function waitingRoom(pace: Pace): Story[] {
  const { random, now } = pace
  const seen = Array.from({ length: 24 }, (_, index): Story => {
    const gone = index >= 4
    const left = between(random, 5, 300)
    const came = gone ? left + between(random, 30, 200) : between(random, 1, 40)
    const visit: Visit = {
      person: somebody('ed', now, random),
      admit: { site: DEMO_SITE, class: 'emergency', to: { unit: 'ED' }, at: ago(came, pace) },
    }
    return { bed: null, visit: gone ? { ...visit, leftAt: ago(left, pace) } : visit }
  })
  return seen
}
