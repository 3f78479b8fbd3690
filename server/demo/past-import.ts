/** The demo's past in the words of `history/import`: today first, then day after day backwards. Pure. */
import type { CommandInput } from '../../schema/commands/index.ts'
import type { PastEncounter, PastTurn } from '../../schema/commands/history.ts'
import { DEMO_SITE, roleOfUnit } from './layout.ts'
import type { SiteLayout } from '../../schema/commands/hospital.ts'
import { toldOf } from './past-emergency.ts'
import { whereOf, type Past, type PastVisit } from './past.ts'
import type { PastBed } from './past-turns.ts'

const DAY_MS = 86_400_000

/** The beds people are put into: those that are staffed, and not there for a surge only. */
export function pastBeds(layout: SiteLayout): PastBed[] {
  return layout.units.flatMap(({ unit, rooms, auto_ask }) => {
    const role = roleOfUnit.get(unit)
    if (role === undefined) return []
    return rooms.flatMap(({ beds }) =>
      beds
        .filter((bed) => bed.staffed !== false && bed.surge !== true)
        .map((bed) => ({
          code: bed.bed,
          role,
          sex_rule: bed.sex_rule ?? 'any',
          single: beds.length === 1,
          asksByItself: auto_ask !== false,
          taken: false,
          turn: null,
        })),
    )
  })
}

/**
 * The parts the past is told in. The first is how the house stands: who is here, which beds are being turned, and the
 * last day; each further one is a day before. What ended more than `days` ago is left out.
 * @param speed of the demo: what is expected comes the sooner
 */
export function partsOf(
  past: Past,
  { now, days, speed }: { now: number; days: number; speed: number },
): CommandInput<'history/import'>[] {
  const parts = Array.from({ length: Math.max(1, days) }, () => ({
    encounters: [] as PastEncounter[],
    turns: [] as PastTurn[],
  }))
  const partOf = (ended: number | null): (typeof parts)[number] | undefined =>
    parts[ended === null ? 0 : Math.floor((now - ended) / DAY_MS)]
  for (const visit of past.visits) partOf(visit.left_at)?.encounters.push(encounterOf(visit, now, speed))
  for (const turn of past.turns.all) {
    partOf(turn.finished_at)?.turns.push({
      bed: turn.bed.code,
      vacated_at: iso(turn.vacated_at),
      asked_at: orNull(turn.asked_at),
      started_at: orNull(turn.started_at),
      finished_at: orNull(turn.finished_at),
      priority: turn.priority,
      isolation: turn.isolation,
      opened_by: turn.opened_by,
    })
  }
  return parts.map((part) => ({ site: DEMO_SITE, ...part }))
}

function encounterOf(visit: PastVisit, now: number, speed: number): PastEncounter {
  const { mrn, person, way_out, held_since } = visit
  /** What lies ahead comes as fast as the demo runs; what has been stays when it was. */
  const soon = (at: number): string => iso(at > now ? now + (at - now) / speed : at)
  const soFar = (at: number): string | null => (at > now ? null : iso(at))
  return {
    mrn,
    ...person,
    class: visit.class,
    started_at: iso(visit.came_at),
    ended_at: orNull(visit.left_at),
    disposition: visit.disposition,
    stays: visit.stays.map((stay) => ({
      to: whereOf(stay),
      began_at: iso(stay.began_at),
      ended_at: orNull(stay.ended_at),
    })),
    expected: visit.said.map(({ said_at, expected_at }) => ({
      said_at: iso(said_at),
      said_by: 'demo: doctor',
      expected_at: soon(expected_at),
    })),
    emergency: visit.emergency && toldOf(visit.emergency, { now, left_at: visit.left_at }),
    precautions: visit.apart ? precautionOf(visit, visit.apart) : [],
    discharge_ordered_at: way_out && soFar(way_out.ordered_at),
    ready_to_leave_at: way_out && soFar(way_out.ready_at),
    no_criteria_since: orNull(held_since),
    barriers: (way_out?.barriers ?? [])
      .filter(({ raised_at }) => raised_at <= now)
      .map(({ kind, owner, due_at, raised_at, cleared_at }) => ({
        kind,
        owner,
        due_at: soon(due_at),
        raised_at: iso(raised_at),
        cleared_at: soFar(cleared_at),
      })),
  }
}

function precautionOf(
  { left_at }: PastVisit,
  { kind, organism, began_at, ended_at }: NonNullable<PastVisit['apart']>,
): PastEncounter['precautions'] {
  return began_at === null
    ? []
    : [{ kind, organism, began_at: iso(began_at), ended_at: orNull(ended_at ?? left_at) }]
}

const iso = (at: number): string => new Date(at).toISOString()
const orNull = (at: number | null): string | null => (at === null ? null : iso(at))
