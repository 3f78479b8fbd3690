/** How patients leave: where to, what is said of it beforehand, and what holds them up. Pure. */
import type { BarrierKind } from '../../schema/leaving.ts'
import type { Disposition } from '../../schema/terms.ts'
import type { Role } from './layout.ts'
import { MINUTE_MS } from './rates.ts'
import { between, chance, logNormal, weighted, type Random } from './random.ts'

export function disposition(role: Role | undefined, random: Random): Disposition {
  if (role === 'day' || role === 'maternity' || role === 'children') return 'home'
  return weighted(random, [
    ['home', 92],
    ['transferred', 4],
    ['deceased', 3],
    ['left', 1],
  ])
}

/** Who sees to what holds a patient up. */
export const BARRIER_OWNERS: Partial<Record<BarrierKind, string>> = {
  medicines: 'Pharmacy',
  transport: 'Patient transport',
  letter: 'Ward doctor',
  'home-care': 'Social work',
  therapy: 'Physiotherapy',
  imaging: 'Radiology',
  laboratory: 'Laboratory',
  family: 'Ward nurse',
  placement: 'Social work',
  equipment: 'Occupational therapy',
}

/** What holds patients up, for how long [minutes, median], how often. */
const BARRIERS: readonly (readonly [{ kind: BarrierKind; takes: number }, number])[] = [
  [{ kind: 'medicines', takes: 130 }, 34],
  [{ kind: 'letter', takes: 90 }, 20],
  [{ kind: 'transport', takes: 160 }, 16],
  [{ kind: 'therapy', takes: 240 }, 8],
  [{ kind: 'imaging', takes: 200 }, 6],
  [{ kind: 'laboratory', takes: 100 }, 6],
  [{ kind: 'family', takes: 180 }, 5],
  [{ kind: 'equipment', takes: 600 }, 3],
  [{ kind: 'home-care', takes: 1500 }, 2],
]

/** How long such a thing takes [minutes], about; what nobody drew (a person raised it) an hour or two. */
export const barrierTakes = (kind: string): number =>
  BARRIERS.find(([barrier]) => barrier.kind === kind)?.[0].takes ?? 120

/** One of them. */
export const drawBarrier = (random: Random): { kind: BarrierKind; takes: number } =>
  weighted(random, BARRIERS)

/** How many hold one patient up. */
export const barrierCount = (random: Random): number =>
  weighted(random, [
    [0, 50],
    [1, 34],
    [2, 16],
  ])

/** How long the patients wait who are fit but cannot go home as they are [minutes]: home care or a place elsewhere. */
export const heldBack = (role: Role, random: Random): number =>
  isHeldBack(role, random) ? logNormal(random, 4 * 24 * 60, 0.6) : 0
export const isHeldBack = (role: Role, random: Random): boolean => chance(random, HELD_BACK[role] ?? 0)
const HELD_BACK: Partial<Record<Role, number>> = { medical: 0.1, orthopaedic: 0.08, surgical: 0.02 }

/** Instants are [ms since 1970]. */
export interface WayOut {
  ordered_at: number
  ready_at: number
  barriers: {
    kind: BarrierKind
    owner: string | null
    due_at: number
    raised_at: number
    cleared_at: number
  }[]
}

/** What happens on the ward before somebody goes at `leaves`. Nothing of it lies before `from`. */
export function wayOut({ from, leaves }: { from: number; leaves: number }, random: Random): WayOut {
  const within = (minutesBefore: number): number =>
    Math.round(Math.max(from, leaves - minutesBefore * MINUTE_MS))
  const ordered_at = within(logNormal(random, 170, 0.5))
  const barriers = new Map<BarrierKind, WayOut['barriers'][number]>()
  for (let left = barrierCount(random); left > 0; left--) {
    const { kind, takes } = drawBarrier(random)
    const cleared_at = within(between(random, 5, 45))
    const raised_at = Math.min(cleared_at, within(logNormal(random, takes, 0.5)))
    const due_at = Math.round(raised_at + takes * between(random, 0.8, 1.6) * MINUTE_MS)
    barriers.set(kind, { kind, owner: BARRIER_OWNERS[kind] ?? null, due_at, raised_at, cleared_at })
  }
  const done = Math.max(ordered_at, ...[...barriers.values()].map((barrier) => barrier.cleared_at))
  return {
    ordered_at,
    barriers: [...barriers.values()],
    ready_at: Math.max(done, within(between(random, 5, 40))),
  }
}
