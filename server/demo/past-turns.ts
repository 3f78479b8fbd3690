/** The turns of beds in the demo's past: left, asked for, cleaned by whoever is free. Pure but for the beds it is given. */
import type { CleaningPriority, SexRule } from '../../schema/terms.ts'
import type { Role } from './layout.ts'
import { cleanersAt } from './rates.ts'
import { MINUTE_MS } from './rates.ts'
import { chance, logNormal, type Random } from './random.ts'
import type { Timetable } from './timetable.ts'

export interface PastBed {
  code: string
  role: Role
  sex_rule: SexRule
  /** A room of its own. */
  single: boolean
  /** Leaving asks for cleaning by itself. */
  asksByItself: boolean
  /** Somebody lies here or is on the way. */
  taken: boolean
  turn: PastTurn | null
}

/** Instants are [ms since 1970]. */
export interface PastTurn {
  bed: PastBed
  vacated_at: number
  asked_at: number | null
  started_at: number | null
  finished_at: number | null
  priority: CleaningPriority
  isolation: boolean
  opened_by: 'discharge' | 'transfer'
}

const HURRY = ['stat', 'next', 'routine'] as const

export class PastTurns {
  readonly all: PastTurn[] = []
  readonly #time: Timetable
  readonly #random: Random
  readonly #ready: (bed: PastBed) => void
  #asked: PastTurn[] = []
  #busy = 0

  /** @param ready told when a bed may be used again */
  constructor(time: Timetable, random: Random, ready: (bed: PastBed) => void) {
    this.#time = time
    this.#random = random
    this.#ready = ready
  }

  /** Somebody has left this bed. */
  open(bed: PastBed, { by, isolation }: { by: 'discharge' | 'transfer'; isolation: boolean }): void {
    const quick = bed.role === 'ed'
    const turn: PastTurn = {
      bed,
      vacated_at: this.#time.now,
      asked_at: null,
      started_at: null,
      finished_at: null,
      priority: quick ? 'next' : chance(this.#random, 0.06) ? 'stat' : 'routine',
      isolation,
      opened_by: by,
    }
    this.all.push(turn)
    bed.turn = turn
    if (!bed.asksByItself && chance(this.#random, 0.05)) {
      this.#in(logNormal(this.#random, 45, 0.6), () => this.#finish(turn)) // cleaned by the way; nobody had asked
      return
    }
    if (bed.asksByItself) this.#ask(turn)
    else this.#in(logNormal(this.#random, quick ? 3 : 8, 0.8), () => this.#ask(turn))
  }

  #ask(turn: PastTurn): void {
    turn.asked_at = this.#time.now
    this.#asked.push(turn)
    this.#send()
  }

  #in(minutes: number, act: () => void): void {
    this.#time.at(this.#time.now + Math.max(0.5, minutes) * MINUTE_MS, act)
  }

  /** Whoever is free goes where the hurry is greatest, then where the wait is longest. */
  #send(): void {
    while (this.#busy < cleanersAt(this.#time.now) && this.#asked.length > 0) {
      const next = HURRY.flatMap((hurry) => this.#asked.find((turn) => turn.priority === hurry) ?? [])[0]
      if (!next) return
      this.#asked = this.#asked.filter((turn) => turn !== next)
      this.#busy++
      const quick = next.bed.role === 'ed'
      this.#in(logNormal(this.#random, quick ? 4 : 12, 0.5), () => {
        next.started_at = this.#time.now
        this.#in(logNormal(this.#random, quick ? 7 : next.isolation ? 45 : 24, 0.35), () => {
          this.#busy--
          this.#finish(next)
          this.#send()
        })
      })
    }
  }

  #finish(turn: PastTurn): void {
    turn.started_at ??= this.#time.now
    turn.finished_at = this.#time.now
    turn.bed.turn = null
    this.#ready(turn.bed)
  }
}
