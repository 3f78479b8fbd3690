/** What processes cost: CPU time and memory, as the kernel counts them. Linux only: elsewhere every figure is NaN. */
import { readFileSync } from 'node:fs'

/** sysconf(_SC_CLK_TCK): 100 on every Linux that Node runs on. */
const TICK_MS = 10

/** CPU time of one process since it began, user and system [ms]. */
export function cpuMs(pid: number): number {
  const fields = statOf(pid)
  return fields ? (ticks(fields, UTIME) + ticks(fields, STIME)) * TICK_MS : NaN
}

/** CPU time of a process, its children, and those of them that have ended [ms]: a postmaster and its backends. */
export function treeCpuMs(pid: number): number {
  const fields = statOf(pid)
  if (!fields) return NaN
  const own = [UTIME, STIME, CUTIME, CSTIME].reduce((sum, field) => sum + ticks(fields, field), 0) * TICK_MS
  return childrenOf(pid).reduce((sum, child) => sum + (cpuMs(child) || 0), own) // one may just have ended
}

/** Fields of /proc/PID/stat, counted from the one after the command's name (proc(5): state is the third). */
const [UTIME, STIME, CUTIME, CSTIME] = [11, 12, 13, 14] as const

const ticks = (fields: readonly string[], field: number): number => Number(fields[field])

function statOf(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')
}

function childrenOf(pid: number): number[] {
  const text = read(`/proc/${pid}/task/${pid}/children`) ?? ''
  return text.split(' ').filter(Boolean).map(Number)
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // gone, or a machine without /proc
  }
}
