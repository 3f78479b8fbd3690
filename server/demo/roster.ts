/** Who cleans and who carries, and when: early, late and night. Pure. */
import type { JobRole } from '../../schema/jobs.ts'
import { OURS, type House, type OnShift } from './house.ts'
import { zoneOf } from './layout.ts'
import { hourOfWeek } from './ward-clock.ts'

export const roles = ['cleaner', 'porter'] as const satisfies readonly JobRole[]

const CLEANERS = `Rosa Idris Magda Kofi Parveen Tomasz Abena Ewa Lucia Osman Noor Pavel Gwen Jakub Samira Victor Hana Musa`
const PORTERS = `Callum Bilal Stan Femi Dafydd Ravi Marek Aidan Joan Emeka Rhys Sipho Leon Walter`

/** The early shift from seven, the late from two, the night from nine: how many of each. */
const STRENGTH: Record<JobRole, readonly [early: number, late: number, night: number]> = {
  cleaner: [7, 7, 4],
  porter: [5, 5, 3],
}
const NAMES: Record<JobRole, readonly string[]> = {
  cleaner: CLEANERS.split(' '),
  porter: PORTERS.split(' '),
}
/** Cleaners have a floor each; porters go everywhere. */
const ZONED = ['ED', '4W', '3W', '2W', '5W', 'ICU'].map((unit) => zoneOf(unit) ?? null)

/** Who should be at work. */
export function rosterAt(role: JobRole, now: number): { person: string; zone: string | null }[] {
  const hour = hourOfWeek(now) % 24
  const shift = hour >= 7 && hour < 14 ? 0 : hour >= 14 && hour < 21 ? 1 : 2
  const strength = STRENGTH[role]
  const first = strength.slice(0, shift).reduce((sum, count) => sum + count, 0)
  return NAMES[role].slice(first, first + strength[shift]).map((name, nth) => ({
    person: `${OURS}${name} (${role})`,
    zone: role === 'cleaner' ? (ZONED[nth] ?? null) : null,
  }))
}

/** At work and with nothing in hand; those of the unit's zone first. @param begun who was sent in this very round */
export function freeFor(house: House, role: JobRole, unit: string, begun: ReadonlySet<string>): OnShift[] {
  const busy = new Set<string | null>()
  for (const { turn } of house.beds.values()) {
    if (turn && turn.stage !== 'vacated' && turn.stage !== 'dirty') busy.add(turn.assigned_to)
  }
  for (const job of house.jobs) if (job.stage !== 'waiting') busy.add(job.assigned_to)
  const zone = zoneOf(unit)
  return house.onShift
    .filter((shift) => shift.role === role && !busy.has(shift.person) && !begun.has(shift.person))
    .sort((a, b) => Number(b.zone === zone) - Number(a.zone === zone))
}
