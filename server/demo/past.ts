/**
 * The weeks before the demo's first start: the same people, ways and rates as in its life (rates.ts), told at once and as
 * it would have gone at the pace of life. The house begins empty and fills; what is kept of it begins later. Pure.
 */
import type { PrecautionKind } from '../../schema/placement/words.ts'
import type { Disposition, EncounterClass } from '../../schema/terms.ts'
import { flows, nextArrival, type Flow } from './arrivals.ts'
import {
  GIVES_UP,
  givesUp,
  patience,
  spacesFor,
  spaceTakes,
  triageTakes,
  type Category,
} from './emergency.ts'
import { admitsSex } from './house.ts'
import { APART, drawOrganism } from './infections.ts'
import { disposition, heldBack, wayOut, type WayOut } from './leaving.ts'
import { ageOf, somebody, type Person } from './names.ts'
import { WAYS } from './arrivals-orders.ts'
import { emergencyOf, type PastEmergency } from './past-emergency.ts'
import { PastTurns, type PastBed } from './past-turns.ts'
import {
  admittedShare,
  admittedTo,
  CHILD_UNTIL,
  leavesAt,
  MINUTE_MS,
  elsewhere,
  onward,
  OUTLIES_AFTER,
  RETURNING,
  stayMinutes,
  type Pace,
} from './rates.ts'
import { between, chance, logNormal, pick, weighted } from './random.ts'
import type { Role } from './layout.ts'
import { Timetable } from './timetable.ts'

const DAY_MS = 86_400_000
const ED = 'ED'

/** One visit to the hospital. Instants are [ms since 1970]; what will be is known only to who tells the story. */
export interface PastVisit {
  mrn: string
  person: Person
  class: EncounterClass
  came_at: number
  left_at: number | null
  disposition: Disposition | null
  stays: { bed: PastBed | null; began_at: number; ended_at: number | null }[]
  said: { said_at: number; expected_at: number }[]
  way_out: WayOut | null
  /** Since when the patient need not be in hospital any more. */
  held_since: number | null
  /** Where a bed is waited for. */
  next: Role | null
  /** What the emergency department did with them. */
  emergency: PastEmergency | null
  /** Kept apart in a room of their own, from when they lie in one. */
  apart: { kind: PrecautionKind; organism: string; began_at: number | null; ended_at: number | null } | null
}

/** @param from when the story begins, with an empty house */
export class Past {
  readonly visits: PastVisit[] = []
  readonly turns: PastTurns
  readonly #time: Timetable
  readonly #pace: Omit<Pace, 'now'>
  readonly #beds = new Map<Role, PastBed[]>()
  readonly #wards: readonly PastBed[]
  readonly #waiting = new Map<Role, PastVisit[]>()
  #people = 0

  constructor(beds: readonly PastBed[], { now, ...pace }: Pace) {
    this.#time = new Timetable(now)
    this.#pace = { ...pace, speed: 1 }
    for (const bed of beds) this.#beds.set(bed.role, [...(this.#beds.get(bed.role) ?? []), bed])
    this.#wards = beds.filter((bed) => bed.role !== 'ed' && bed.role !== 'day')
    this.turns = new PastTurns(this.#time, pace.random, (bed) => this.#match(bed.role))
    for (const flow of flows) this.#expect(flow)
  }

  runUntil(until: number): void {
    this.#time.runUntil(until)
  }

  get #now(): Pace {
    return { ...this.#pace, now: this.#time.now }
  }

  #in(minutes: number, act: () => void): void {
    this.#time.at(this.#time.now + Math.max(1, minutes) * MINUTE_MS, act)
  }

  #expect(flow: Flow): void {
    this.#time.at(nextArrival(flow, this.#now), () => {
      this.#expect(flow)
      if (flow === 'ed') this.#toEmergency(this.#register('ed'))
      else this.#called(flow, 5)
    })
  }

  #register(role: Role): { person: Person; mrn: string } {
    const mrn = String(100_000 + ++this.#people).padStart(7, '0')
    return { mrn, person: somebody(role, this.#time.now, this.#pace.random) }
  }

  #admit(who: { person: Person; mrn: string }, cls: EncounterClass, bed: PastBed | null): PastVisit {
    const visit: PastVisit = {
      ...who,
      class: cls,
      came_at: this.#time.now,
      left_at: null,
      disposition: null,
      stays: [],
      said: [],
      way_out: null,
      held_since: null,
      next: null,
      emergency: null,
      apart: null,
    }
    this.visits.push(visit)
    this.#lieDown(visit, bed)
    return visit
  }

  #toEmergency(who: { person: Person; mrn: string }): void {
    const { random } = this.#pace
    const stay = stayMinutes('ed', random)
    const emergency = emergencyOf(this.#time.now, stay, random)
    const { category } = emergency
    const trolley =
      emergency.ambulance || category === 1 ? this.#readyBed('ed', who.person, false, category) : undefined
    const visit = this.#admit(who, 'emergency', trolley ?? null)
    visit.emergency = emergency
    if (!trolley) {
      this.#in(triageTakes(random) + spaceTakes(category, random), () => {
        // Who was seen meanwhile needs none any more: they went home, or wait for a ward.
        if (visit.left_at === null && visit.class === 'emergency') this.#want(visit, 'ed')
      })
      if (givesUp(category) && chance(random, GIVES_UP)) this.#in(patience(random), () => this.#giveUp(visit))
    }
    this.#in(stay, () => this.#decide(visit, category))
  }

  #decide(visit: PastVisit, category: Category): void {
    const { random } = this.#pace
    if (visit.left_at !== null) return
    if (visit.next === 'ed') this.#want(visit, null) // seen in a chair
    const age = ageOf(visit.person.birth_date, this.#time.now)
    if (!chance(random, admittedShare(this.#occupancy(), { age, category }))) {
      this.#leave(visit, 'home')
      return
    }
    visit.class = 'inpatient'
    if (visit.emergency) visit.emergency.decided_at = this.#time.now
    if (chance(random, APART)) visit.apart = { ...drawOrganism(random), began_at: null, ended_at: null }
    this.#want(visit, age < CHILD_UNTIL ? 'children' : weighted(random, admittedTo))
  }

  /** Out of the waiting room, and nobody had seen them. */
  #giveUp(visit: PastVisit): void {
    if (visit.left_at !== null || visit.class !== 'emergency' || visit.stays.at(-1)?.bed) return
    if (visit.emergency) visit.emergency.seen_at = null
    this.#leave(visit, 'left')
  }

  /** Who is called in needs a bed at once; without one they are asked to wait an hour, and in the end to come another day. */
  #called(flow: Exclude<Flow, 'ed'>, tries: number, who?: { person: Person; mrn: string }): void {
    const way = WAYS[flow]
    const role = weighted(this.#pace.random, way.role)
    const person = who ?? this.#register(role)
    const bed = this.#readyBed(role, person.person)
    if (bed) this.#settle(this.#admit(person, way.class, bed), role)
    else if (tries > 0) this.#in(60, () => this.#called(flow, tries - 1, person))
  }

  #want(visit: PastVisit, role: Role | null): void {
    const before = visit.next && this.#waiting.get(visit.next)
    before?.splice(before.indexOf(visit), 1)
    visit.next = role
    if (role === null) return
    const queue = this.#waiting.get(role) ?? []
    this.#waiting.set(role, queue)
    queue.push(visit)
    this.#match(role)
    if (visit.next === role) this.#in(OUTLIES_AFTER, () => this.#outlie(visit, role))
  }

  /** Who has waited longest gets the first bed that suits them. */
  #match(role: Role): void {
    for (const visit of [...(this.#waiting.get(role) ?? [])]) {
      const bed = this.#readyBed(role, visit.person, alone(visit, role), visit.emergency?.category)
      if (bed) this.#send(visit, bed, role)
    }
  }

  /** Somebody walks them there. @param role what they need, which may be another thing than the bed is for */
  #send(visit: PastVisit, bed: PastBed, role: Role): void {
    this.#want(visit, null)
    bed.taken = true
    const walk = role === 'ed' ? 4 : visit.stays.at(-1)?.bed?.role === 'ed' ? 25 : 35
    this.#in(logNormal(this.#pace.random, walk, 0.5), () => {
      bed.taken = false
      if (visit.left_at !== null || (role === 'ed' && visit.class === 'inpatient')) {
        this.#match(bed.role)
        return
      }
      this.#lieDown(visit, bed)
      if (role !== 'ed') this.#settle(visit, role)
    })
  }

  /** Who has waited for hours is taken by another ward. */
  #outlie(visit: PastVisit, role: Role): void {
    if (visit.next !== role) return
    const bed = (elsewhere[role] ?? [])
      .map((other) => this.#readyBed(other, visit.person, alone(visit, other)))
      .find((ready) => ready !== undefined)
    if (bed) this.#send(visit, bed, role)
    else this.#in(45, () => this.#outlie(visit, role))
  }

  #readyBed(
    role: Role,
    { sex }: Person,
    alone = false,
    category: Category | null = null,
  ): PastBed | undefined {
    const free = (this.#beds.get(role) ?? []).filter(
      (bed) => !bed.taken && bed.turn === null && admitsSex(bed, sex) && (bed.single || !alone),
    )
    const ready = role === 'ed' ? spacesFor(free, category) : free
    // Side rooms are left to those who need them, while there are others.
    const bays = ready.filter((bed) => !bed.single)
    return ready.length === 0 ? undefined : pick(this.#pace.random, bays.length > 0 ? bays : ready)
  }

  #lieDown(visit: PastVisit, bed: PastBed | null): void {
    this.#getUp(visit, 'transfer')
    if (bed) bed.taken = true
    visit.stays.push({ bed, began_at: this.#time.now, ended_at: null })
  }

  #getUp(visit: PastVisit, left: 'discharge' | 'transfer'): void {
    const stay = visit.stays.at(-1)
    if (!stay) return
    stay.ended_at = this.#time.now
    if (!stay.bed) return
    stay.bed.taken = false
    this.turns.open(stay.bed, { by: left, isolation: isApart(visit) })
  }

  /** In a ward bed: what will become of them is drawn. */
  #settle(visit: PastVisit, role: Role): void {
    const { random } = this.#pace
    if (alone(visit, role) && visit.apart) visit.apart.began_at ??= this.#time.now
    else if (isApart(visit) && visit.apart) visit.apart.ended_at = this.#time.now
    const here = stayMinutes(role, random)
    const way = onward[role]
    if (way && chance(random, way.likely)) {
      this.#in(here, () => this.#want(visit, weighted(random, way.to)))
      return
    }
    const held = heldBack(role, random)
    const fit = this.#time.now + here * MINUTE_MS
    this.#in(between(random, 20, 180), () => this.#say(visit, fit, 0.35))
    if (here > 36 * 60) this.#in(here - between(random, 14, 28) * 60, () => this.#say(visit, fit, 0.08))
    this.#in(here, () => this.#prepare(visit, role, held))
  }

  /** A doctor says when they will go, the better the nearer it is; hospitals think in noons. @param off spread of the error */
  #say(visit: PastVisit, fit: number, off: number): void {
    const { random } = this.#pace
    if (chance(random, 0.06)) return // forgotten
    const far = (fit - this.#time.now) * logNormal(random, 1, off)
    const expected_at = Math.max(
      this.#time.now + far + between(random, 0, 5) * 60 * MINUTE_MS,
      this.#time.now,
    )
    const said = { said_at: this.#time.now, expected_at: Math.round(expected_at / 900_000) * 900_000 }
    visit.said.push(said)
    // Past and not fit: said anew on the next round.
    this.#time.at(said.expected_at + between(random, 1, 8) * 60 * MINUTE_MS, () => {
      const waits = visit.left_at === null && visit.said.at(-1) === said && fit > this.#time.now
      if (waits) this.#say(visit, fit, 0.15)
    })
  }

  /** Fit to go; some are held back by what is not medical at all. */
  #prepare(visit: PastVisit, role: Role, held: number): void {
    const { random } = this.#pace
    const from = this.#time.now
    if (held > 0) {
      visit.held_since = from
      this.#say(visit, from + held * MINUTE_MS, 0.2)
    }
    this.#in(held, () => {
      const leaves =
        role === 'day'
          ? this.#time.now + between(random, 5, 60) * MINUTE_MS
          : leavesAt(this.#time.now, this.#occupancy(), this.#now)
      if (role !== 'day') visit.way_out = wayOut({ from, leaves }, random)
      this.#time.at(leaves, () => this.#leave(visit, disposition(role, random)))
    })
  }

  #leave(visit: PastVisit, how: Disposition): void {
    const { random } = this.#pace
    this.#want(visit, null)
    this.#getUp(visit, 'discharge')
    visit.left_at = this.#time.now
    visit.disposition = how
    const { person, mrn } = visit
    if (visit.class === 'inpatient' && how === 'home' && chance(random, RETURNING)) {
      this.#time.at(this.#time.now + between(random, 1, 30) * DAY_MS, () =>
        this.#toEmergency({ person, mrn }),
      )
    }
  }

  /** Of the ward beds, 0 to 1 (compare wardOccupancy). */
  #occupancy(): number {
    return this.#wards.filter((bed) => bed.taken).length / this.#wards.length
  }
}

const isApart = ({ apart }: PastVisit): boolean =>
  apart !== null && apart.began_at !== null && apart.ended_at === null

/** Who needs a room of their own, where there are any; intensive care keeps people apart by other means. */
const alone = ({ apart }: PastVisit, role: Role): boolean =>
  apart !== null && apart.ended_at === null && role !== 'icu' && role !== 'hdu' && role !== 'ed'

/** Where a stay was, as the import takes it. */
export const whereOf = ({ bed }: PastVisit['stays'][number]): { bed: string } | { unit: string } =>
  bed ? { bed: bed.code } : { unit: ED }
