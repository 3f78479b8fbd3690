/** Instants before a test file began: the same each time they are asked for within it. */
let began = thisMinute()

function thisMinute(): number {
  return Math.floor(Date.now() / 60_000) * 60_000
}

/** The instant so many minutes before the test file began. */
export const minutesAgo = (minutes: number): string => new Date(began - minutes * 60_000).toISOString()

/** A test file begins. Files of a worker share this module, so the hour of the first would be that of the last. */
export function fileBegins(): void {
  began = thisMinute()
}
