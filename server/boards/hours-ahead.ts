/**
 * In and out by the hour, from what is on record: no guess, and so not a forecast of those nobody has announced yet.
 * Census(t + h) = census + in - out (DEFINITIONS section 10). Pure.
 */
import type { HourAhead } from '../../schema/boards/capacity.ts'
import type { Instant } from '../../schema/terms.ts'
import type { Horizon } from './local-day.ts'

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

/** The same hours of several units together; an hour that some do not have (another clock) counts them as they were last. */
export function sumHours(parts: readonly (readonly HourAhead[])[]): HourAhead[] {
  const hours = [...new Set(parts.flatMap((part) => part.map(({ hour }) => hour)))].sort()
  return hours.map((hour) => {
    const sum = { hour, in: 0, out: 0, census: 0 }
    for (const part of parts) {
      const here = part.find((one) => one.hour === hour)
      sum.in += here?.in ?? 0
      sum.out += here?.out ?? 0
      sum.census += (here ?? part.findLast((one) => one.hour < hour))?.census ?? censusBefore(part)
    }
    return sum
  })
}

/** Patients in beds before the first hour's moves. */
function censusBefore([first]: readonly HourAhead[]): number {
  return first ? first.census - first.in + first.out : 0
}
