/**
 * A synthetic hospital that lives: people and devices played by decisions, through the same commands and MQTT as everyone
 * else's. One loop: read the house, plan what has no plan, do what is due. It remembers intentions only; what is so, it
 * learns from the database each time, so whatever people do at a console is simply how the house now is.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { DemoState, Scenario } from '../../schema/demo.ts'
import type { Run } from '../commands/run.ts'
import type { Tx } from '../database/pool.ts'
import { dueNow, nextDue, planned, type Entry } from './agenda.ts'
import { BedFleet } from './bed-fleet.ts'
import { BedMonitors } from './bed-monitors.ts'
import { bodySubjects, type BodyStep } from './bodies.ts'
import { ClinicDay } from './clinic-day.ts'
import { wardOccupancy, type House } from './house.ts'
import { DEMO_SITE } from './layout.ts'
import { monitorSubjects } from './observing.ts'
import { openHouse, tellPast, type Opening, type Untold } from './open-house.ts'
import { decide, type Round } from './orders.ts'
import { Befalling, crowdIn } from './scenarios.ts'
import { DemoKeys } from './keys.ts'
import { seeded, between, type Random } from './random.ts'
import { after, type Pace } from './rates.ts'
import { readHouse } from './read-house.ts'
import { perform } from './staff.ts'
import { subjects, type Step } from './steps.ts'
import { Wearables } from './wearables.ts'
import { carrySubjects, wearSubjects, type CarryStep } from './wearing.ts'

/** What others changed is noticed within this time, even when nothing is due. */
const REREAD_MS = 10_000
/** However much is due, a round does so much and then looks again: the demo is a guest on this machine. */
const MOST_ORDERS = 12
const MOST_MOVES = 40
const SHORTEST_ROUND_MS = 100
const CLINIC_ROUND_MS = 2000
/** Between tries while the database is away: doubled up to the second. */
const BACK_OFF_MS = { first: 1000, slowest: 15_000 }

export interface DemoOptions {
  database: Tx
  run: Run
  /** The broker its sensors connect to. */
  mqttUrl: string
  /** The same seed opens the same hospital. */
  seed: number
  /** 1 to 60: how much faster than life. */
  speed: number
  /** Weeks of history it begins with. */
  weeks: number
  /** What befalls it from the start. */
  scenario: Scenario
  /** false: the bed sensors are somebody else's. */
  sensors: boolean
  log: Logger
}

export class DemoHospital {
  readonly #options: DemoOptions
  readonly #random: Random
  readonly #fleet: BedFleet | undefined
  readonly #wearables: Wearables | undefined
  readonly #monitors: BedMonitors | undefined
  readonly #clinics: ClinicDay
  readonly #stop = new AbortController()
  #steps = new Map<string, Entry<Step>>()
  #moves = new Map<string, Entry<BodyStep>>()
  #ways = new Map<string, Entry<CarryStep>>()
  #house: House | undefined
  #readAt = 0
  #life: Promise<void> | undefined
  /** Orders done and refused since the start. */
  readonly stats = { done: 0, refused: 0, moves: 0, taps: 0 }
  readonly #befalling: Befalling
  #untold: Untold | undefined
  /** Days of its past it has told, of all; undefined: all, at some start. */
  filling: { done: number; of: number } | undefined

  constructor(options: DemoOptions) {
    this.#options = options
    this.#random = seeded(options.seed)
    this.#befalling = new Befalling(options.scenario, Date.now())
    this.filling = { done: 0, of: options.weeks * 7 }
    const { database, run, mqttUrl, sensors } = options
    this.#clinics = new ClinicDay({ database, run, random: seeded(options.seed) })
    const keys = new DemoKeys(run, mqttUrl)
    this.#fleet = sensors ? new BedFleet(mqttUrl, keys) : undefined
    this.#wearables = sensors ? new Wearables(mqttUrl, keys) : undefined
    this.#monitors = sensors ? new BedMonitors(mqttUrl, keys) : undefined
  }

  /**
   * Settles when the house is open: as it stands today, while the days before are still being told. It lives until `stop`.
   * Never rejects: it waits and retries.
   */
  async start(): Promise<void> {
    await new Promise<void>((open) => {
      this.#life = this.#untilDone(() => this.#open())
        .then(open)
        .then(() => Promise.all([this.#live(), this.#receive(), this.#untilDone(() => this.#fill())]))
        .then(() => undefined)
    })
  }

  /** What is to befall it from now on; `none` ends what does. */
  befall(scenario: Scenario): DemoState {
    this.#befalling.start(scenario, Date.now())
    return this.state
  }

  get state(): DemoState {
    const { speed } = this.#options
    const { scenario, since, until } = this.#befalling.at({ now: Date.now(), speed })
    const usual = scenario === 'none'
    return {
      scenario,
      since: usual ? null : new Date(since).toISOString(),
      until: usual ? null : new Date(until).toISOString(),
      speed,
      filling: this.filling ?? null,
    }
  }

  /** Settles when nothing of it runs any more; its sensors have said that they are offline. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#life
    await Promise.all([this.#fleet?.stop(), this.#wearables?.stop(), this.#monitors?.stop()])
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted
  }

  #pace(): Pace {
    return { now: Date.now(), speed: this.#options.speed, random: this.#random }
  }

  get #opening(): Opening {
    return { ...this.#options, pace: this.#pace(), stopped: () => this.#stopped }
  }

  async #open(): Promise<void> {
    const began = performance.now()
    this.#untold = await openHouse(this.#opening)
    await this.#clinics.open()
    if (!this.#untold) {
      this.filling = undefined
      return
    }
    this.filling = { done: 0, of: this.#untold.days.length }
    const fields = { ms: Math.round(performance.now() - began), days: this.filling.of }
    this.#options.log.info(fields, 'demo: the hospital is open; the weeks before fill in behind it')
  }

  /** The past is told behind the life that goes on. */
  async #fill(): Promise<void> {
    const began = performance.now()
    const untold = this.#untold
    if (!untold) return
    const filling = { done: 0, of: untold.days.length }
    this.filling = filling
    await tellPast(this.#opening, untold, () => {
      if (++filling.done % 7 === 0) this.#options.log.info({ ...filling }, 'demo: days of the past')
    })
    if (this.#stopped) return
    this.filling = undefined
    const fields = { ms: Math.round(performance.now() - began) }
    this.#options.log.info(fields, 'demo: the past is whole')
  }

  async #live(): Promise<void> {
    while (!this.#stopped) {
      await this.#untilDone(() => this.#round())
      const next = Math.min(nextDue(this.#steps), nextDue(this.#moves), nextDue(this.#ways)) - Date.now()
      await this.#pause(Math.min(REREAD_MS, Math.max(SHORTEST_ROUND_MS, next)))
    }
  }

  /** The clinics go at a pace of their own: a call is a matter of seconds. */
  async #receive(): Promise<void> {
    while (!this.#stopped) {
      await this.#untilDone(() => this.#clinics.round(this.#pace()))
      await this.#pause(CLINIC_ROUND_MS)
    }
  }

  /** Tries again, ever more slowly, while the world is broken. */
  async #untilDone(work: () => Promise<void>): Promise<void> {
    for (let wait = BACK_OFF_MS.first; !this.#stopped; wait = Math.min(wait * 2, BACK_OFF_MS.slowest)) {
      try {
        return await work()
      } catch (error) {
        this.#options.log.warn({ err: error, retryMs: wait }, 'demo: waits and tries again')
        this.#readAt = 0
        await this.#pause(wait)
      }
    }
  }

  async #round(): Promise<void> {
    const house = await this.#currentHouse()
    const pace = this.#pace()
    const { scenario } = this.#befalling.at(pace)
    const occupancy = wardOccupancy(house)
    const times = { ...pace, crowd: crowdIn(scenario), scenario, occupancy }
    const worn = this.#wearables ? [...wearSubjects(house, pace), ...monitorSubjects(house, pace)] : []
    this.#steps = planned(this.#steps, [...subjects(house, times), ...worn])
    if (this.#fleet) {
      await this.#fleet.equip(house)
      this.#moves = planned(this.#moves, bodySubjects(house, this.#fleet.bodies, this.#steps, pace))
      this.#moveBodies(this.#fleet, pace.now)
    }
    if (this.#wearables) {
      await this.#wearables.equip(house)
      this.#ways = planned(this.#ways, carrySubjects(house, this.#wearables.places, pace))
      this.#carryTags(this.#wearables, pace.now)
    }
    await this.#monitors?.equip(house)
    this.#monitors?.measure(house, pace)
    const badges = this.#wearables?.badges ?? new Set<string>()
    await this.#giveOrders(house, { pace, occupancy, scenario, taken: new Set(), sent: new Set(), badges })
  }

  async #currentHouse(): Promise<House> {
    if (this.#house && Date.now() - this.#readAt < REREAD_MS) return this.#house
    this.#house = await readHouse(this.#options.database, DEMO_SITE)
    this.#readAt = Date.now()
    return this.#house
  }

  async #giveOrders(house: House, round: Round): Promise<void> {
    const { run, log } = this.#options
    for (const { key, step } of dueNow(this.#steps, round.pace.now, MOST_ORDERS)) {
      if (this.#stopped) return
      const decision = decide(step, house, round)
      if ('wait' in decision) {
        this.#postpone(key, after(round.pace.now, decision.wait, round.pace))
        continue
      }
      this.#readAt = 0 // whatever comes of it, the house is no longer what was read
      if ('tap' in decision) {
        // Done, the bed is in another state and the step forgotten; if not, it is tried again.
        await this.#wearables?.tap(decision.tap)
        this.stats.taps++
        this.#later(key, round.pace)
        continue
      }
      const outcome = await perform(run, decision)
      if (outcome.ok) {
        this.stats.done++
        this.#steps.delete(key)
      } else {
        // Somebody was quicker, or a rule stands in the way: normal life.
        this.stats.refused++
        log.debug({ step: step.kind, code: outcome.code }, 'demo: refused')
        this.#later(key, round.pace)
      }
    }
  }

  #moveBodies(fleet: BedFleet, now: number): void {
    for (const { key, step } of dueNow(this.#moves, now, MOST_MOVES)) {
      fleet.follow(step)
      this.#moves.delete(key)
      this.stats.moves++
    }
  }

  #carryTags(wearables: Wearables, now: number): void {
    for (const { key, step } of dueNow(this.#ways, now, MOST_MOVES)) {
      wearables.carry(step)
      this.#ways.delete(key)
    }
  }

  /** Once more after some minutes of ward life. */
  #later(key: string, pace: Pace): void {
    const due = after(pace.now, between(this.#random, 4, 12), pace)
    this.#postpone(key, Math.max(Date.now() + 2000, due))
  }

  #postpone(key: string, due: number): void {
    const entry = this.#steps.get(key)
    if (entry) this.#steps.set(key, { ...entry, due })
  }

  /** Interrupted by `stop`. */
  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined)
  }
}
