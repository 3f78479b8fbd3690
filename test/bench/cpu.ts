/** What processes cost: CPU time, as the kernel's scheduler counts it, to the nanosecond. Linux only: elsewhere every figure is NaN. */
import { readdirSync, readFileSync } from 'node:fs'

/** sysconf(_SC_CLK_TCK): 100 on every Linux that Node runs on. */
const TICK_MS = 10

/** CPU time of one process since it began, all its threads that still run [ms]. */
export function cpuMs(pid: number): number {
  const threads = list(`/proc/${pid}/task`)
  if (threads.length === 0) return NaN
  return threads.reduce((sum, thread) => sum + threadMs(`/proc/${pid}/task/${thread}/schedstat`), 0)
}

/** CPU time of a process, its children, and those of them that have ended [ms]: a postmaster and its backends. */
export function treeCpuMs(pid: number): number {
  const children = (read(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean)
  const living = children.reduce((sum, child) => sum + (cpuMs(Number(child)) || 0), 0) // one may just have ended
  return cpuMs(pid) + endedMs(pid) + living
}

/** schedstat: nanoseconds on a CPU, nanoseconds it waited for one, how often it had one (Documentation/scheduler/sched-stats). */
const threadMs = (file: string): number => Number(read(file)?.split(' ')[0] ?? 0) / 1e6

/** Of children that have ended, user and system: fields of /proc/PID/stat, counted from the one after the command's name (proc(5)). */
function endedMs(pid: number): number {
  const text = read(`/proc/${pid}/stat`) ?? ''
  const [user = 0, system = 0] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(13, 15)
    .map(Number)
  return (user + system) * TICK_MS
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // gone, or a machine without /proc
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // gone, or a machine without /proc
  }
}
