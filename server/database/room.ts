/**
 * Is there room left on the database's disk? A Postgres whose log finds none ends itself and cannot start again; so nothing
 * new is taken while there is still a little, and what keeps the hospital's screens alive goes on in that.
 */
import { statfs } from 'node:fs/promises'
import type { RoomLeft } from '../../schema/wire.ts'

/** Left for what goes on: the clock, checkpoints, a log that begins a new file. Four files of the log. */
const RESERVE_BYTES = 64 * 2 ** 20
/** Taken again once there is this much: what Postgres lets go of by itself must not open the doors for a second. */
const AGAIN_BYTES = 1.5 * RESERVE_BYTES
/** Somebody should look. */
const LITTLE_SHARE = 0.1
const LOOK_MS = 500
/** Postgres' word for it. */
const DISK_FULL = '53100'

interface Log {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

/** Nothing can be written just now; as Postgres would say it. */
export class NoRoom extends Error {
  readonly code = DISK_FULL
}

/** Whether an error says that the database has no room, whoever found that. */
export const saysNoRoom = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === DISK_FULL

/** Of somebody's disk: what is free to us, and all of it [bytes]. */
export interface Disk {
  free: number
  size: number
}

export class Room {
  readonly #look: (() => Promise<Disk>) | undefined
  readonly #log: Log
  #timer: NodeJS.Timeout | undefined
  #disk: Disk | undefined
  #closed = false
  /** Postgres itself found none, and nothing has been written since. */
  #refused = false
  #said: RoomLeft = 'enough'

  /** @param look at the disk; left out: it is on another machine, and only what Postgres says is known. */
  constructor(log: Log, look?: () => Promise<Disk>) {
    this.#log = log
    this.#look = look
  }

  /** Settles after the first look. */
  async start(): Promise<void> {
    if (!this.#look) return
    const look = async (): Promise<void> => {
      await this.look()
      if (this.#timer !== undefined) this.#timer = setTimeout(() => void look(), LOOK_MS)
    }
    this.#timer = setTimeout(() => void look(), LOOK_MS)
    await this.look()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  get left(): RoomLeft {
    if (this.#closed || this.#refused) return 'none'
    if (!this.#disk) return 'enough'
    const { free, size } = this.#disk
    return free < Math.max(size * LITTLE_SHARE, 2 * RESERVE_BYTES) ? 'little' : 'enough'
  }

  /** As far as it can be seen from here. */
  get disk(): Disk | undefined {
    return this.#disk
  }

  /** What somebody should do something about; undefined: nothing. */
  get warning(): string | undefined {
    const { left } = this
    if (left === 'enough') return undefined
    const free = this.#disk && `${Math.round(this.#disk.free / 2 ** 20)} MB free`
    return left === 'none'
      ? `full${free === undefined ? ', as Postgres says' : `, ${free}`}: nothing new is taken`
      : `nearly full, ${free ?? ''}: at ${RESERVE_BYTES / 2 ** 20} MB nothing new is taken any more`
  }

  /** @throws NoRoom when nothing may be written. A disk we cannot see is asked by writing. */
  mustHave(): void {
    if (this.#closed) throw new NoRoom("the database's disk is full")
  }

  /** What came of a write. */
  heard(outcome: 'written' | Error): void {
    if (outcome === 'written') this.#refused = false
    else if (saysNoRoom(outcome)) this.#refused = true
    else return
    this.#say()
  }

  /** Never throws: a disk that cannot be looked at is as it was. */
  async look(): Promise<void> {
    const disk = await this.#look?.().catch(() => undefined)
    if (!disk) return
    this.#disk = disk
    this.#closed = disk.free < (this.#closed ? AGAIN_BYTES : RESERVE_BYTES)
    this.#say()
  }

  /** Each change once. */
  #say(): void {
    const { left, warning } = this
    if (left === this.#said) return
    const event = left === 'none' ? 'away' : this.#said === 'none' ? 'back' : undefined
    this.#said = left
    const fields = { ...this.#disk, ...(event !== undefined && { event, part: 'room on the disk' }) }
    if (left === 'none') this.#log.error(fields, `THE DISK OF THE DATABASE is ${warning ?? ''}`)
    else if (left === 'little') this.#log.warn(fields, `the disk of the database is ${warning ?? ''}`)
    else this.#log.info(fields, 'there is room on the disk of the database again')
  }
}

/** The disk a folder lies on. */
export const diskOf = (folder: string) => async (): Promise<Disk> => {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { free: bavail * bsize, size: blocks * bsize }
}
