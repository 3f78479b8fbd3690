/** When a generator sends: at moments of chance (a Poisson process), as devices do, whatever became of what it sent before. */
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '../../../devices/seeded.ts'

export interface Burst {
  seconds: number
  /** How many a second, and at the end of the burst, if that grows. */
  rate: number
  rateAtEnd?: number
  seed: number
}

/** Calls `send` at each moment of a burst, with how many a second are due then. Timers are a millisecond fine, so at high rates a few go at once. */
export async function atMoments(
  { seconds, rate, rateAtEnd = rate, seed }: Burst,
  clock: () => number,
  send: (rateNow: number) => void,
): Promise<void> {
  const random = seeded(seed)
  const begin = clock()
  const end = begin + seconds * 1000
  for (let due = begin; ;) {
    const now = rate + ((rateAtEnd - rate) * (due - begin)) / (end - begin)
    due += (-Math.log(1 - random()) / now) * 1000
    if (due > end) return
    if (due > clock()) await sleep(due - clock())
    send(now)
  }
}

/** Beds in turn, each on when it was off and off when it was on. */
export function taking(turns: number): () => { bed: number; on: boolean } {
  const on = new Array<boolean>(turns).fill(false)
  let turn = 0
  return () => {
    const bed = turn++ % turns
    on[bed] = !on[bed]
    return { bed: bed + 1, on: on[bed] ?? false }
  }
}
