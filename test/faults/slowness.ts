/**
 * How much slower than alone this machine is just now: a piece of work by the clock against its own CPU time. Limits on
 * times are multiplied by it, so that the neighbours of a busy machine do not fail a run; a quiet machine gives 1.
 */
const WORK_MS = 150

/** Measured while the bench's own load rests, so that what is measured is others. */
export function slowness(): number {
  const began = performance.now()
  const before = process.cpuUsage()
  let cpuMs = 0
  do {
    for (let n = 0, x = 1; n < 200_000; n++) x = (x * 31 + n) % 1_000_003
    const { user, system } = process.cpuUsage(before)
    cpuMs = (user + system) / 1000
  } while (cpuMs < WORK_MS)
  return Math.max(1, (performance.now() - began) / cpuMs)
}
