/** How long something has lasted, as people of a ward write it. Pure; words come from the catalogue. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const two = (n: number) => String(n).padStart(2, '0')

/** A running timer: mm:ss below an hour, then h:mm. What lies in the future counts as nothing yet. */
export function running(ms: number): string {
  const elapsed = Math.max(0, ms)
  if (elapsed < HOUR)
    return `${two(Math.floor(elapsed / MINUTE))}:${two(Math.floor((elapsed % MINUTE) / SECOND))}`
  return `${Math.floor(elapsed / HOUR)}:${two(Math.floor((elapsed % HOUR) / MINUTE))}`
}

/** A duration at a glance, in its largest whole unit: nothing moves on the wall that need not move. */
export function coarse(ms: number): { unit: 'seconds' | 'minutes' | 'hours' | 'days'; n: number } {
  const elapsed = Math.max(0, ms)
  if (elapsed < MINUTE) return { unit: 'seconds', n: Math.floor(elapsed / SECOND) }
  if (elapsed < HOUR) return { unit: 'minutes', n: Math.floor(elapsed / MINUTE) }
  if (elapsed < 2 * DAY) return { unit: 'hours', n: Math.floor(elapsed / HOUR) }
  return { unit: 'days', n: Math.floor(elapsed / DAY) }
}

export { MINUTE, HOUR, DAY }
