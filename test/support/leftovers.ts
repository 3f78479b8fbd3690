/** Runs that were interrupted leave a Postgres and a folder behind: each run's folder names its process, the next run sweeps. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'wardroom-test-'

/** A folder of this run's own, which Postgres' user may enter too. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  chmodSync(folder, 0o755)
  return folder
}

/** Clears away after runs whose process is gone. */
export function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0])
    if (pid > 0 && !isAlive(pid)) clear(join(tmpdir(), name))
  }
}

/** Stops the Postgres whose data lies in `folder`, if it runs, without waiting for it; removes the folder. */
export function clear(folder: string): void {
  const file = join(folder, 'postgres', 'postmaster.pid')
  if (existsSync(file)) {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    if (commandOf(pid).includes(folder)) process.kill(pid, 'SIGQUIT') // at once: nobody needs this data any more
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Empty when there is no such process, or no /proc to ask: then nothing is killed that might not be ours. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' // somebody else's, and alive
  }
}
