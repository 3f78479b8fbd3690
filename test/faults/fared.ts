/** How the walls of one of several servers fared while something was done to it, or to the other. */
import type { ScreensSeen } from '../../schema/screens.ts'
import type { Hospital } from '../journeys/hospital.ts'
import { asked } from '../support/keys.ts'
import { until } from '../support/until.ts'
import type { Bench } from './bench.ts'
import type { Fared } from './drivers/walls.ts'

const STALE_MS = 5000
const BACK_WITHIN_MS = 60_000

export async function screensOf({ url }: Hospital): Promise<ScreensSeen> {
  const answer = await asked(`${url}/api/screens`, { signal: AbortSignal.timeout(5000) })
  return (await answer.json()) as ScreensSeen // the door answers nothing else
}

/** Which of the bench's walls are on a server now, as numbers of them. */
export async function wallsOn(server: Hospital, { drivers }: Bench): Promise<number[]> {
  const { server: name, screens } = await screensOf(server)
  const ids = new Set(screens.filter((screen) => screen.server === name).map(({ id }) => id))
  const walls = await drivers.walls.ask<Fared[]>('fared', Date.now())
  return walls.flatMap(({ id }, nth) => (ids.has(id) ? [nth] : []))
}

export async function faredSince(
  from: number,
  walls: readonly number[],
  { drivers }: Bench,
): Promise<Fared[]> {
  const all = await drivers.walls.ask<Fared[]>('fared', from)
  return walls.flatMap((nth) => all[nth] ?? [])
}

/** The longest any of these walls was without a server since then; settles when all have one. @returns [ms] */
export async function longestAbsence(from: number, walls: readonly number[], bench: Bench): Promise<number> {
  const back = async (): Promise<Fared[] | undefined> => {
    const fared = await faredSince(from, walls, bench)
    return fared.every(({ live, absences }) => live && absences.every(({ to }) => to !== undefined))
      ? fared
      : undefined
  }
  const fared = await until(back, { what: 'all walls to be back', timeoutMs: BACK_WITHIN_MS }).catch(
    () => undefined,
  )
  if (!fared) return Infinity
  return Math.max(
    0,
    ...fared.flatMap(({ absences }) => absences.map((one) => (one.to ?? Infinity) - one.from)),
  )
}

/** What walls saw that should have seen nothing. */
export async function disturbed(from: number, walls: readonly number[], bench: Bench): Promise<string[]> {
  const fared = await faredSince(from, walls, bench)
  const parted = fared.filter(({ absences }) => absences.length > 0).length
  const longest = Math.max(0, ...fared.map(({ silenceMs }) => silenceMs))
  return [
    ...(parted > 0 ? [`${parted} walls lost a server that nothing was done to`] : []),
    ...(longest > STALE_MS ? [`walls of a healthy server were without a good pulse for ${longest} ms`] : []),
  ]
}
