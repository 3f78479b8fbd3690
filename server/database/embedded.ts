/**
 * A real Postgres 18 of our own: started with us, started again when it ends by itself, stopped with us, its data kept.
 *
 * It listens on a socket file only (0700), so no port can be taken and no one else can enter. It runs in a process
 * group of its own: Ctrl-C reaches us first, and we stop it last. When we are killed with -9 it lives on as an orphan;
 * the next start finds it by its pid file, stops it, and starts afresh.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { giveTo, homeFor, type Home } from './binaries.ts'
import { Revived } from './revived.ts'
import { Unusable } from './unusable.ts'

const POLL_MS = 25
const START_PATIENCE_MS = 60_000 // crash recovery after a long write may take a while
const STOP_PATIENCE_MS = 15_000
/** sun_path of Linux holds 108 bytes; the socket's own name takes the rest. */
const SOCKET_FOLDER_MAX = 80

export interface EmbeddedPostgres {
  /** A connection string any Postgres client understands. */
  url: string
  /** Where its data lie. */
  data: string
  /** Waits for the fast shutdown to end. */
  stop(): Promise<void>
}

/** Only what matters to us; the rest is Postgres' default. */
const SETTINGS = {
  wal_level: 'logical',
  max_wal_senders: '20',
  max_replication_slots: '20',
  max_connections: '120',
  shared_buffers: '128MB',
  // A slot whose reader is gone must not fill the disk. Ours are temporary and die with their connection anyway.
  max_slot_wal_keep_size: '2GB',
  unix_socket_permissions: '0700',
  // Noticed only when a backend next touches its socket; cheap, and it ends what a dead server left running.
  client_connection_check_interval: '5s',
} as const

/**
 * Starts Postgres on the data under `folder`, making it first if need be.
 * @param settings added to ours, for tests.
 * @throws Unusable when the data is of another version, or another Wardroom uses it.
 */
export async function startEmbedded({
  folder,
  log,
  settings = {},
}: {
  folder: string
  log: (line: string) => void
  settings?: Record<string, string>
}): Promise<EmbeddedPostgres> {
  const home = await homeFor(folder)
  if (home.note) log(home.note)
  await giveTo(dirname(home.data), undefined)
  await refuseOtherVersion(home)
  if (!(await exists(join(home.data, 'PG_VERSION')))) await makeCluster(home, log)
  else await stopOrphan(home.data, log)

  const socketFolder = await socketFolderFor(home)
  const start = async (): Promise<ChildProcess> => {
    const child = await launch(home, socketFolder, { ...SETTINGS, ...settings })
    await ready(child, urlOf('postgres', socketFolder), join(dirname(home.data), 'postgres.log')).catch(
      async (error: unknown) => {
        await stopChild(child)
        throw error
      },
    )
    return child
  }
  const kept = new Revived(await start(), start, log)
  await makeDatabase(urlOf('postgres', socketFolder))
  return {
    url: urlOf('wardroom', socketFolder),
    data: home.data,
    stop: async () => stopChild(await kept.release()),
  }
}

/** Whether there is a database under `folder`. */
export const hasData = async (folder: string): Promise<boolean> =>
  exists(join((await homeFor(folder)).data, 'PG_VERSION'))

/** Where the Postgres of a Wardroom that runs on this data can be reached; undefined: none runs. */
export async function runningEmbedded(folder: string): Promise<string | undefined> {
  const home = await homeFor(folder)
  const url = urlOf('wardroom', await socketFolderFor(home))
  return (await answers(url)) ? url : undefined
}

const urlOf = (database: string, socketFolder: string): string =>
  `postgres://postgres@localhost/${database}?host=${encodeURIComponent(socketFolder)}`

async function refuseOtherVersion(home: Home): Promise<void> {
  const found = await readFile(join(home.data, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  )
  const ours = '18'
  if (found !== undefined && found !== ours) {
    throw new Unusable(
      `The data in ${home.data} was written by Postgres ${found}, this Wardroom runs Postgres ${ours}. ` +
        `Set WARDROOM_DATA to another folder, or move the data over with pg_dump and pg_restore.`,
    )
  }
}

/** initdb, into a folder beside that is renamed when whole: a start killed half-way leaves nothing half-made. */
async function makeCluster(home: Home, log: (line: string) => void): Promise<void> {
  log('making a new database (once)')
  const half = `${home.data}.new`
  await rm(half, { recursive: true, force: true })
  await giveTo(half, home.as)
  const output: string[] = []
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(
      home.initdb,
      [
        '-D',
        half,
        '-U',
        'postgres',
        '--auth=trust',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      { ...home.as, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
    )
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => output.push(chunk.toString()))
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0)
    throw new Unusable(
      `The database could not be made in ${half}: ${output.join('').trim().split('\n').at(-1) ?? `initdb ended with ${code}`}`,
    )
  await rename(half, home.data)
}

/** A Postgres a killed Wardroom left behind is stopped; one whose Wardroom lives is left alone, and we refuse. */
async function stopOrphan(data: string, log: (line: string) => void): Promise<void> {
  const pid = await readFile(join(data, 'postmaster.pid'), 'utf8').then(
    (text) => Number(text.split('\n')[0]),
    () => undefined,
  )
  if (!pid || !(await isPostgres(pid, data))) return
  const parent = await parentOf(pid)
  if (parent !== undefined && parent !== process.pid && (await commandOf(parent)).includes('main.ts')) {
    throw new Unusable(
      `Another Wardroom (process ${parent}) uses the data in ${data}. Stop it, or set WARDROOM_DATA to another folder.`,
    )
  }
  log(`stopping the database an earlier Wardroom left running (process ${pid})`)
  process.kill(pid, 'SIGINT') // fast shutdown: sessions are rolled back, a checkpoint is written
  const patience = Date.now() + STOP_PATIENCE_MS
  while (await isPostgres(pid, data)) {
    if (Date.now() > patience) process.kill(pid, 'SIGQUIT') // immediate: the next start recovers from the log
    await sleep(POLL_MS)
  }
}

/** The command line of a process, empty when there is none. Elsewhere than on Linux we can't tell, and trust the pid. */
async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  try {
    process.kill(pid, 0)
    return 'postgres'
  } catch {
    return ''
  }
}

const isPostgres = async (pid: number, data: string): Promise<boolean> => {
  const command = await commandOf(pid)
  return command.includes('postgres') && (process.platform !== 'linux' || command.includes(data))
}

async function parentOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1]
  return parent === undefined ? undefined : Number(parent)
}

/** The data folder holds the socket too, unless its path is too long for one. */
async function socketFolderFor(home: Home): Promise<string> {
  if (home.data.length <= SOCKET_FOLDER_MAX) return home.data
  const short = join(
    tmpdir(),
    `wardroom-${createHash('sha256').update(home.data).digest('hex').slice(0, 12)}`,
  )
  await giveTo(short, home.as)
  return short
}

async function launch(
  home: Home,
  socketFolder: string,
  settings: Record<string, string>,
): Promise<ChildProcess> {
  const flags = Object.entries({ ...settings, listen_addresses: '', unix_socket_directories: socketFolder })
  const logFile = await open(join(dirname(home.data), 'postgres.log'), 'a')
  const child = spawn(
    home.postgres,
    ['-D', home.data, ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...home.as,
      cwd: '/',
      detached: true,
      stdio: ['ignore', logFile.fd, logFile.fd],
    },
  )
  await logFile.close()
  return child
}

async function ready(child: ChildProcess, url: string, logFile: string): Promise<void> {
  let failed: Error | undefined
  child.once('error', (error) => (failed = error))
  const patience = Date.now() + START_PATIENCE_MS
  for (;;) {
    if (failed || child.exitCode !== null || Date.now() > patience) {
      throw new Unusable(
        `The database did not start; its log is ${logFile}: ${failed?.message ?? (await lastLine(logFile))}`,
        { cause: failed },
      )
    }
    if (await answers(url)) return
    await sleep(POLL_MS)
  }
}

const lastLine = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8').catch(() => '')).trim().split('\n').at(-1) ?? ''

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    return true
  } catch {
    return false // not yet: no socket, or "the database system is starting up"
  } finally {
    await client.end().catch(() => undefined) // it never connected
  }
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query(`select from pg_database where datname = 'wardroom'`)
    if (rowCount === 0) await client.query('create database wardroom')
  } finally {
    await client.end()
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  const slow = setTimeout(() => child.kill('SIGQUIT'), STOP_PATIENCE_MS)
  await gone
  clearTimeout(slow)
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
