/** Two hospital systems that admit, move and discharge over MLLP; who lies where in the end is known. */
import { setTimeout as pause } from 'node:timers/promises'
import { seeded } from '../../../devices/seeded.ts'
import type { Input } from '../ledger.ts'
import { answering, options } from './driver.ts'
import { bedCode, MARK, numbers, unitCode } from './load.ts'
import { MllpSender } from './mllp-sender.ts'

export interface AdtOptions {
  port: number
  /** The units of each system. */
  systems: { name: string; units: number[] }[]
  bedsPerUnit: number
  /** Each system, a second. */
  rate: number
  seed: number
}

interface Lying {
  mrn: string
  unit: number
  bed: number
}

const { port, systems, bedsPerUnit, rate, seed } = options<AdtOptions>()
const inputs: Input[] = []
let running = false
let over = false
let busy = 0
let lastYes = 0

class System {
  readonly lying: Lying[] = []
  readonly #name: string
  readonly #free: { unit: number; bed: number }[]
  readonly #random: () => number
  readonly #sender = new MllpSender(port)
  #patients = 0
  #messages = 0

  constructor(name: string, units: readonly number[], random: () => number) {
    this.#name = name
    this.#random = random
    this.#free = units.flatMap((unit) =>
      numbers(bedsPerUnit)
        .filter((bed) => bed !== MARK)
        .map((bed) => ({ unit, bed })),
    )
  }

  async live(): Promise<void> {
    busy++
    for (;;) {
      await pause((-Math.log(1 - this.#random()) / rate) * 1000)
      if (!isRunning()) break
      await this.#next()
    }
    busy--
  }

  async #next(): Promise<void> {
    const chance = this.#random()
    const full = this.lying.length / (this.lying.length + this.#free.length)
    if (this.lying.length === 0 || (full < 0.8 && chance < 0.5)) await this.#admit()
    else if (chance < 0.75) await this.#move()
    else await this.#discharge()
  }

  async #admit(): Promise<void> {
    const place = this.#taken(this.#free)
    if (!place) return
    const who = { mrn: `${this.#name}${++this.#patients}`, ...place }
    if (await this.#tell('A01', who)) this.lying.push(who)
    else this.#free.push(place)
  }

  async #move(): Promise<void> {
    const who = this.#taken(this.lying)
    const place = this.#taken(this.#free)
    if (!who || !place) return
    if (await this.#tell('A02', { ...who, ...place })) {
      this.#free.push({ unit: who.unit, bed: who.bed })
      this.lying.push({ mrn: who.mrn, ...place })
    }
  }

  async #discharge(): Promise<void> {
    const who = this.#taken(this.lying)
    if (who && (await this.#tell('A03', who))) this.#free.push({ unit: who.unit, bed: who.bed })
  }

  /** @returns whether it was taken; until it is known, nothing else is said. */
  async #tell(event: 'A01' | 'A02' | 'A03', who: Lying): Promise<boolean> {
    const id = `${this.#name}M${++this.#messages}`
    const input: Input = { id, sentAt: Date.now() }
    inputs.push(input)
    const answer = await this.#sender.send(id, this.#message(event, id, who), () => !over)
    if (!answer) return false
    if (answer.code === 'AA') input.acknowledgedAt = lastYes = Date.now()
    else input.refused = answer.text.replaceAll('\r', ' ')
    return answer.code === 'AA'
  }

  #message(event: string, id: string, { mrn, unit, bed }: Lying): string {
    const now = new Date().toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')
    return [
      `MSH|^~\\&|${this.#name}|GH|WARDROOM|GH|${now}+0000||ADT^${event}|${id}|P|2.5|||||||UNICODE UTF-8`,
      `EVN|${event}|${now}+0000`,
      `PID|1||${mrn}^^^GH^MR||Family${mrn}^Given||19560822|F`,
      `PV1|1|I|${unitCode(unit)}^1^${bedCode(unit, bed)}|||||||||||||||||${mrn}V`,
    ].join('\r')
  }

  #taken<T>(from: T[]): T | undefined {
    return from.splice(Math.floor(this.#random() * from.length), 1)[0]
  }
}

const isRunning = (): boolean => running

const all = systems.map(({ name, units }, nth) => new System(name, units, seeded(seed + nth)))

answering({
  go: () => {
    running = true
    for (const system of all) void system.live()
  },
  rest: () => {
    running = false
  },
  pending: () => busy,
  /** Who lies in which bed, as far as these systems know. */
  lying: (): { bed: string; mrn: string }[] =>
    all.flatMap(({ lying }) => lying.map(({ mrn, unit, bed }) => ({ mrn, bed: bedCode(unit, bed) }))),
  lastYes: () => lastYes,
  giveUp: () => {
    over = true
  },
  taken: (): Input[] => inputs.splice(0),
})
