/** Between instants and what the clock on the wall of a site says. Pure. */

const MINUTE = 60_000

/** "2026-11-22T14:02" on the clocks of `zone` at that instant. */
export function localTime(at: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
    .format(at)
    .replace(' ', 'T')
}

/**
 * The instant [ms] at which clocks of `zone` say `local` ("2026-11-22T14:02"). An hour that comes twice is the first of the
 * two; a time that a change of clocks skips is as far after the change as it was meant after the hour before.
 */
export function instantOf(local: string, zone: string): number {
  const asIfUtc = Date.parse(`${local}Z`)
  const ahead = (at: number) => Date.parse(`${localTime(at, zone)}Z`) - Math.floor(at / MINUTE) * MINUTE
  // The offset before and after any change nearby: what fits is the answer, the earlier one when both do.
  const candidates = [asIfUtc - ahead(asIfUtc - 86_400_000), asIfUtc - ahead(asIfUtc + 86_400_000)]
  const fitting = candidates.filter((at) => localTime(at, zone) === local)
  return fitting.length > 0 ? Math.min(...fitting) : (candidates[0] ?? asIfUtc)
}
