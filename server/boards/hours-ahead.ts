/**
 * In and out by the hour, from what is on record: no guess, and so not a forecast of those nobody has announced yet.
 * Census(t + h) = census + in - out (DEFINITIONS section 10). Pure.
 */
import type { HourAhead } from '../../schema/boards/capacity.ts'
import type { Instant } from '../../schema/terms.ts'
import type { Horizon } from './local-day.ts'
import type { Sums, Tally } from './tally.ts'

/**
 * @param census patients in beds now.
 * @param leaving when each of them is to leave; what is past counts in the hour that runs, what comes after the last hour not at all.
 * @param coming when each who has a bed kept is to come.
 */
export function hoursAhead(
  census: number,
  { leaving, coming }: { leaving: readonly Instant[]; coming: readonly Instant[] },
  { starts, until }: Horizon,
): HourAhead[] {
  const inHour = (instants: readonly Instant[], index: number): number =>
    instants.filter(
      (at) => (index === 0 || at >= (starts[index] ?? until)) && at < (starts[index + 1] ?? until),
    ).length
  let then = census
  return starts.map((hour, index) => {
    const [incoming, outgoing] = [inHour(coming, index), inHour(leaving, index)]
    then += incoming - outgoing
    return { hour, in: incoming, out: outgoing, census: then }
  })
}

/** What the hours of a unit count for. */
export const hoursTally = (hours: readonly HourAhead[]): Tally =>
  Object.fromEntries(hours.map(({ hour, in: incoming, out }) => [hour, { units: true, in: incoming, out }]))

/**
 * The same hours of several units together, from what they were tallied as; a unit that does not have an hour (another clock)
 * is then as it was last.
 */
export function sumHours(census: number, sums: Sums): HourAhead[] {
  let then = census
  return sums.names.map((hour) => {
    const [incoming, outgoing] = [sums.under(hour).of('in'), sums.under(hour).of('out')]
    then += incoming - outgoing
    return { hour, in: incoming, out: outgoing, census: then }
  })
}
