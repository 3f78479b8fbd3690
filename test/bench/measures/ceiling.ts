/** How many readings a second can be made durable: a fleet that sends more and more, until PUBACKs come too late. */
import { quantile, type Measure, type Side } from '../measure.ts'
import { devicesAt } from '../stage.ts'
import type { Sent } from '../programs/devices.ts'

/** From readings a second, to, in so many seconds: far beyond what either side takes. */
const RAMP = { rate: 1000, rateAtEnd: 25_000, seconds: 8 }
const LATE_MS = 100
const WINDOW_MS = 250
/** A single hiccup is no ceiling. */
const WINDOWS = 2

export const ceiling: Measure = {
  name: 'ceiling',
  notShort: true,
  seconds: RAMP.seconds,
  lines: [
    {
      what: `durable intake ceiling (PUBACK p99 under ${LATE_MS} ms, nothing lost)`,
      figure: 'rate',
      unit: 'a second',
      side: 'ours',
      against: 'bare',
      bar: 0.7,
      better: 0.9,
      more: true,
    },
  ],
  async open(stage) {
    const ward = await stage.ward()
    const bare = await stage.bare()
    await bare.program.ask('forget')
    const ours = await devicesAt(ward)
    const floor = await devicesAt(bare)
    const side = (fleet: typeof ours): Side => {
      return async ({ seconds, seed }) => {
        const rise = ((RAMP.rateAtEnd - RAMP.rate) * seconds) / RAMP.seconds
        const burst = { ...RAMP, rateAtEnd: RAMP.rate + rise, seconds, seed }
        const sent = await fleet.ask('burst', burst)
        const lost = sent.acked.filter((at) => Number.isNaN(at)).length
        return { values: { rate: ceilingOf(sent) }, seen: sent.acked.length - lost, lost }
      }
    }
    for (const fleet of [ours, floor]) await fleet.ask('burst', { rate: 500, seconds: 1, seed: 0 })
    return {
      sides: { bare: side(floor), ours: side(ours) },
      close: async () => void (await Promise.all([ours.stop(), floor.stop()])),
    }
  },
}

/** What was due a second when the acknowledgements began to be late, and stayed so. */
function ceilingOf({ at, acked, rate }: Sent): number {
  const begin = at[0] ?? 0
  const windows: { rate: number; ms: number[] }[] = []
  for (const [nth, sent] of at.entries()) {
    const window = (windows[Math.floor((sent - begin) / WINDOW_MS)] ??= { rate: rate[nth] ?? 0, ms: [] })
    window.ms.push((acked[nth] ?? NaN) - sent)
  }
  const late = windows.map(
    ({ ms }) =>
      !(
        quantile(
          ms.sort((a, b) => a - b),
          0.99,
        ) <= LATE_MS
      ),
  )
  const first = late.findIndex((_, nth) => late.slice(nth, nth + WINDOWS).every(Boolean))
  return windows[first === -1 ? windows.length - 1 : first]?.rate ?? NaN
}
