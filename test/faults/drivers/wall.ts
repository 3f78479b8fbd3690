/** A wall without a picture tube: one board, kept true by the rule of the wire and the reconnecting of the real one. */
import { createHash } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import type { BedRow } from '../../../schema/boards/beds.ts'
import type { Instant, Lsn, Place, PrivacyLevel } from '../../../schema/terms.ts'
import type { ClientToServer, Delta, OpenAnswer, ServerToClient } from '../../../schema/wire.ts'
import { RECONNECTING, Returning } from '../../../web/lib/reconnecting.ts'
import { Held } from '../../live/screen-rule.ts'
import { isMark } from './load.ts'
import { asProgram } from '../../support/keys.ts'

const AGAIN_MS = 400

export interface Look {
  place: Place
  level: PrivacyLevel
}

export class Wall {
  readonly look: Look
  /** What a wall must never show: the whole going back to an earlier position. */
  readonly regressions: string[] = []
  /** And a bed going back in time; but the clock itself may have been put back. */
  readonly bedsGoneBack: string[] = []
  /** When it first showed the mark of an instant [ms since 1970]. */
  readonly marks = new Map<number, number>()
  readonly #held = new Held()
  readonly #socket: Socket<ServerToClient, ClientToServer>
  /** The newest instant at which each sensor's word was taken, as shown. */
  readonly #heard = new Map<string, Instant>()
  #epoch: string | undefined
  #joined = false
  #attempt = 0
  #early: Delta[] = []
  #goodPulseAt = Date.now()
  delays: number[] = []
  /** When it lost its server, and when it had a board again [ms since 1970]. */
  readonly absences: { from: number; to?: number }[] = []
  /** When it was told that its picture is true [ms since 1970]. */
  readonly #pulses: number[] = []

  constructor(url: string, look: Look) {
    this.look = look
    const socket: Socket<ServerToClient, ClientToServer> = io(url, {
      ...RECONNECTING,
      forceNew: true,
      extraHeaders: asProgram,
    })
    this.#socket = socket
    const returning = new Returning(socket.io)
    socket.on('connect', () => this.#open())
    socket.on('disconnect', () => {
      this.#part()
      this.absences.push({ from: Date.now() })
    })
    socket.on('board:delta', (delta) => (this.#joined ? this.#take(delta) : this.#early.push(delta)))
    socket.on('pulse', (pulse) => {
      returning.heard(pulse.screens ?? 0)
      if (pulse.lag_ms !== null) this.#pulses.push((this.#goodPulseAt = Date.now()))
      if (this.#joined && pulse.epoch !== this.#epoch) this.#open(true)
    })
  }

  get live(): boolean {
    return this.#joined && Date.now() - this.#goodPulseAt < 5000
  }

  /** Its server's name for it. */
  get id(): string {
    return this.#socket.id ?? ''
  }
  get epoch(): string | undefined {
    return this.#epoch
  }

  /** The longest it was not told that its picture is true, since then [ms]. */
  silenceSince(from: number): number {
    const heard = [from, ...this.#pulses.filter((at) => at > from), Date.now()]
    return Math.max(...heard.slice(1).map((at, nth) => at - (heard[nth] ?? at)))
  }

  /** All it shows, as one word. */
  get hash(): string {
    return hashOf(this.#held.picture)
  }
  get lsn(): Lsn | undefined {
    return this.#held.lsn
  }
  get picture(): Held['picture'] {
    return this.#held.picture
  }

  close(): void {
    this.#socket.close()
  }

  #part(): void {
    this.#attempt++
    this.#joined = false
    this.#early = []
  }

  #open(whole = false): void {
    this.#part()
    const attempt = this.#attempt
    const since =
      !whole && this.#held.lsn !== undefined && this.#epoch !== undefined
        ? { since: { epoch: this.#epoch, lsn: this.#held.lsn } }
        : {}
    this.#socket.emit('board:open', { board: 'beds', ...this.look, ...since }, (answer) => {
      if (attempt === this.#attempt) this.#opened(answer)
    })
  }

  #opened(answer: OpenAnswer): void {
    const attempt = this.#attempt
    const behind = answer.ok && answer.epoch === this.#epoch && answer.lsn < (this.#held.lsn ?? '')
    if (!answer.ok || behind) {
      setTimeout(() => attempt === this.#attempt && this.#socket.connected && this.#open(), AGAIN_MS)
      return
    }
    if (!('rows' in answer) && answer.epoch !== this.#epoch) return this.#open(true)
    this.#epoch = answer.epoch
    this.#held.opened(answer)
    this.#joined = true
    const absence = this.absences.at(-1)
    if (absence) absence.to ??= Date.now()
    this.#see('rows' in answer ? answer.rows : answer.set)
    for (const delta of this.#early.splice(0)) this.#take(delta)
  }

  #take(delta: Delta): void {
    const before = this.#held.lsn ?? ''
    const became = this.#held.take(delta)
    if (became === 'reopen') return this.#open()
    if (became === 'dropped') return
    if ((this.#held.lsn ?? '') < before) this.regressions.push(`${before} → ${this.#held.lsn ?? ''}`)
    this.delays.push(Date.now() - Date.parse(delta.at))
    this.#see(delta.set)
  }

  #see(rows: readonly object[]): void {
    for (const row of rows as readonly BedRow[]) {
      const since = Date.parse(row.since)
      if (isMark(row.bed) && !this.marks.has(since)) this.marks.set(since, Date.now())
      for (const [what, since] of [
        ['occupied', row.sensor?.occupied_since],
        ['alarm', row.sensor?.exit_alarm_since],
      ] as const) {
        if (since == null) continue
        const key = `${row.bed} ${what}`
        const known = this.#heard.get(key)
        if (known !== undefined && since < known) this.bedsGoneBack.push(`${key}: ${known} → ${since}`)
        else this.#heard.set(key, since)
      }
    }
  }
}

/** Rows and totals as text, hashed, whoever holds them. */
export const hashOf = (picture: { rows: Record<string, unknown>; totals: unknown }): string =>
  createHash('sha256').update(JSON.stringify(picture)).digest('hex').slice(0, 16)
