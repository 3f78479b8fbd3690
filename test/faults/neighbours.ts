/**
 * How much slower than alone we are on this machine: all its cores against what others left us of them. Limits on times are
 * multiplied by it, so that the neighbours of a busy machine do not fail a run; on a quiet machine it is 1, and our own
 * load counts fully against us. Read from /proc; where there is none, nothing is scaled.
 */
import { readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'

const SAMPLE_MS = 500
/** Of a machine that others take whole, a little is always ours. */
const LEAST_SHARE = 0.05

export class Neighbours {
  readonly #folder: string
  readonly #timer: NodeJS.Timeout
  #ours = new Map<number, number>()
  #busy = busyTicks()
  #at = performance.now()
  #theirCores: number[] = []

  /** @param folder in the command line of what is ours and no child of ours any more (an orphaned Postgres). */
  constructor(folder: string) {
    this.#folder = folder
    this.#ours = ourTicks(folder)
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS)
  }

  /** Ends the watch. @returns how many times slower than alone, over all of it. */
  slowness(): number {
    clearInterval(this.#timer)
    this.#sample()
    const cores = os.cpus().length
    const theirs = this.#theirCores.reduce((sum, one) => sum + one, 0) / Math.max(1, this.#theirCores.length)
    return 1 / Math.max(LEAST_SHARE, Math.min(1, 1 - theirs / cores))
  }

  #sample(): void {
    const [busy, ours, now] = [busyTicks(), ourTicks(this.#folder), performance.now()]
    let spent = 0
    for (const [pid, ticks] of ours) spent += ticks - (this.#ours.get(pid) ?? 0)
    const seconds = (now - this.#at) / 1000
    if (seconds > 0.1)
      this.#theirCores.push(Math.max(0, (busy - this.#busy - spent) / TICKS_A_SECOND / seconds))
    this.#busy = busy
    this.#ours = ours
    this.#at = now
  }
}

/** USER_HZ: what /proc counts in, on every Linux. */
const TICKS_A_SECOND = 100

/** Ticks that all processes and the kernel have spent: user, nice, system, irq, softirq, steal. */
function busyTicks(): number {
  const [, user, nice, system, , , irq, softirq, steal] =
    read('/proc/stat').split('\n')[0]?.split(/\s+/) ?? []
  return [user, nice, system, irq, softirq, steal].reduce((sum, ticks) => sum + Number(ticks ?? 0), 0)
}

/** Ticks of our processes that live, by pid: our descendants, what names our folder, and their descendants. */
function ourTicks(folder: string): Map<number, number> {
  const all = new Map<number, { parent: number; ticks: number }>()
  for (const name of entries('/proc')) {
    const pid = Number(name)
    if (Number.isNaN(pid)) continue
    const stat = read(`/proc/${pid}/stat`)
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // the name before may hold anything
    if (fields.length > 13)
      all.set(pid, { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) })
  }
  const known = new Map<number, boolean>()
  const isOurs = (pid: number): boolean => {
    const found = known.get(pid)
    if (found !== undefined) return found
    known.set(pid, false) // a pid that is its own ancestor, for a moment, while pids are given out anew
    const parent = all.get(pid)?.parent ?? 0
    const ours =
      pid === process.pid ||
      (parent > 1 && isOurs(parent)) ||
      (parent === 1 && read(`/proc/${pid}/cmdline`).includes(folder))
    known.set(pid, ours)
    return ours
  }
  return new Map([...all].filter(([pid]) => isOurs(pid)).map(([pid, { ticks }]) => [pid, ticks]))
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // it ended meanwhile, or there is no /proc
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
