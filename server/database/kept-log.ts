/**
 * How much of its log Postgres keeps for replication slots whose readers are behind, other people's too: a reader that is
 * gone for good fills the disk, or loses its slot. Ours are temporary and die with us; a forgotten one is nobody's.
 */
import type { Database } from './pool.ts'

const LOOK_MS = 10_000
/** Of what a slot may hold at most. */
const HALF = 0.5
/** Where Postgres sets no limit (its default) and we do not see the disk, this much is worth a look. */
const MUCH_BYTES = 2 ** 30

interface Log {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
}

interface Kept {
  slot: string
  active: boolean
  bytes: number
  /** max_slot_wal_keep_size; null: none. */
  limit_bytes: number | null
}

export class KeptLog {
  readonly #database: Pick<Database, 'row'>
  readonly #log: Log
  readonly #diskBytes: () => number | undefined
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #most: Kept | undefined
  #said = false

  /** @param diskBytes the size of the database's disk, where it is seen */
  constructor(database: Pick<Database, 'row'>, log: Log, diskBytes: () => number | undefined) {
    this.#database = database
    this.#log = log
    this.#diskBytes = diskBytes
  }

  start(): void {
    this.#looking = this.look().then(() => {
      this.#timer = setTimeout(() => this.start(), LOOK_MS)
    })
  }

  async stop(): Promise<void> {
    await this.#looking
    clearTimeout(this.#timer)
  }

  /** For the slot that is furthest behind. */
  get bytes(): number {
    return this.#most?.bytes ?? 0
  }

  /** What somebody should do something about; undefined: nothing. */
  get warning(): string | undefined {
    if (!this.#most) return undefined
    const { slot, active, bytes, limit_bytes } = this.#most
    const most = limit_bytes ?? this.#diskBytes()
    if (bytes < (most === undefined ? MUCH_BYTES : most * HALF)) return undefined
    const ends = limit_bytes === null ? 'without limit' : `of ${inMb(limit_bytes)} at most`
    return `the replication slot ${slot} (its reader is ${active ? 'slow' : 'away'}) keeps ${inMb(bytes)} of log, ${ends}`
  }

  /** Never throws: a database that is away is said elsewhere. */
  async look(): Promise<void> {
    try {
      this.#most = await this.#database.row<Kept>(
        `select slot_name as slot, active, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8 as bytes,
                (select nullif(setting::float8, -1) * 1024 * 1024 from pg_settings where name = 'max_slot_wal_keep_size')
                  as limit_bytes
           from pg_replication_slots where restart_lsn is not null order by 3 desc limit 1`,
      )
    } catch {
      return
    }
    const { warning } = this
    if (warning !== undefined && !this.#said) this.#log.warn({ ...this.#most }, warning)
    if (warning === undefined && this.#said)
      this.#log.info({}, 'no replication slot keeps much of the log any more')
    this.#said = warning !== undefined
  }
}

const inMb = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`
