/** Many bed sensors that live: patients turn up and leave, alarms ring, cleaners pull plugs. */
import { after, happens, type BedLife } from './bed-life.ts'
import { BedSensor } from './bed-sensor.ts'
import { seeded } from './seeded.ts'

const TICK_MS = 250
/** A fleet that is switched on together comes within this time, not in one moment. */
const START_WITHIN_MS = 3000

export interface FleetOptions {
  url: string
  site: string
  /** PEM: of a broker over TLS. */
  ca?: string | undefined
  beds: readonly { device: string; secret?: string | undefined; occupied: boolean }[]
  /** How many times faster than a real ward. */
  rate: number
  seed: number
}

export interface FleetCounts {
  sensors: number
  online: number
  said: number
  acknowledged: number
  waiting: number
  dropped: number
}

export class Fleet {
  readonly #random: () => number
  readonly #rate: number
  readonly #beds: { sensor: BedSensor; life: BedLife }[]
  readonly #starts: NodeJS.Timeout[] = []
  #tick: NodeJS.Timeout | undefined

  constructor({ url, site, ca, beds, rate, seed }: FleetOptions) {
    const random = seeded(seed)
    this.#random = random
    this.#rate = rate
    this.#beds = beds.map(({ device, secret, occupied }) => ({
      sensor: new BedSensor({
        url,
        site,
        ca,
        device,
        secret,
        random,
        info: { firmware: '1.4.2', model: 'BS-2' },
      }),
      life: { occupied, alarm: false, brakes: true, plugged: true },
    }))
  }

  start(): void {
    for (const { sensor, life } of this.#beds) {
      sensor.occupied(life.occupied)
      sensor.brakes(life.brakes)
      this.#starts.push(setTimeout(() => sensor.start(), this.#random() * START_WITHIN_MS))
    }
    this.#tick = setInterval(() => this.#live((TICK_MS / 60_000) * this.#rate), TICK_MS)
  }

  get counts(): FleetCounts {
    const sum = (of: (sensor: BedSensor) => number): number =>
      this.#beds.reduce((total, { sensor }) => total + of(sensor), 0)
    return {
      sensors: this.#beds.length,
      online: sum((sensor) => Number(sensor.online)),
      said: sum((sensor) => sensor.stats.said),
      acknowledged: sum((sensor) => sensor.stats.acknowledged),
      waiting: sum((sensor) => sensor.pending),
      dropped: sum((sensor) => sensor.stats.dropped),
    }
  }

  /** Settles when everything said is acknowledged by those that are plugged in, and all have said goodbye. */
  async stop(): Promise<void> {
    clearInterval(this.#tick)
    for (const start of this.#starts) clearTimeout(start)
    await Promise.all(this.#beds.map(({ sensor }) => sensor.stop()))
  }

  #live(minutes: number): void {
    for (const bed of this.#beds) {
      const what = happens(bed.life, minutes, this.#random)
      if (what === undefined) continue
      const before = bed.life
      bed.life = after(before, what)
      tell(bed.sensor, before, bed.life)
    }
  }
}

/** The sensor says what is different; what it is about to have no power for, it cannot say. */
function tell(sensor: BedSensor, before: BedLife, now: BedLife): void {
  if (before.plugged !== now.plugged) {
    if (now.plugged) sensor.start()
    else sensor.unplug()
  }
  if (before.occupied !== now.occupied) sensor.occupied(now.occupied)
  if (before.alarm !== now.alarm) sensor.exitAlarm(now.alarm)
  if (before.brakes !== now.brakes) sensor.brakes(now.brakes)
}
