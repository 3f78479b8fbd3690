/** The demo's bed sensors: real MQTT devices, one a bed, that say where the bodies are. */
import { BedSensor } from '../../devices/bed-sensor.ts'
import type { Body, BodyStep } from './bodies.ts'
import { roleOf, type Bed, type House } from './house.ts'
import { DEMO_SITE } from './layout.ts'

export class BedFleet {
  readonly #url: string
  readonly #sensors = new Map<number, BedSensor>()
  readonly #bodies = new Map<number, Body>()

  /** @param url of the broker */
  constructor(url: string) {
    this.#url = url
  }

  get bodies(): ReadonlyMap<number, Body> {
    return this.#bodies
  }

  /** Sensors for beds that have none yet, each saying what the record says: who lies there is where they lie. */
  equip(house: House): void {
    for (const bed of house.beds.values()) {
      if (bed.sensor !== null && roleOf(bed) !== undefined && !this.#sensors.has(bed.bed_id)) {
        this.#plugIn(bed, bed.sensor)
      }
    }
  }

  /** The body does this, and the sensor tells. */
  follow(step: BodyStep): void {
    const sensor = this.#sensors.get(step.bed_id)
    const body = this.#bodies.get(step.bed_id)
    if (!sensor || !body) return
    switch (step.kind) {
      case 'body': {
        const lay = body.where === 'in'
        body.where = step.where
        if (lay !== (step.where === 'in')) sensor.occupied(step.where === 'in')
        if (step.alarm !== body.alarm) sensor.exitAlarm((body.alarm = step.alarm))
        break
      }
      case 'alarm-over':
        if (body.alarm) sensor.exitAlarm((body.alarm = false))
        break
      case 'brakes':
        sensor.brakes((body.brakes = step.on))
    }
  }

  /** Switches all off as devices should: they say that they are offline. */
  async stop(): Promise<void> {
    await Promise.all([...this.#sensors.values()].map((sensor) => sensor.stop()))
    this.#sensors.clear()
    this.#bodies.clear()
  }

  #plugIn(bed: Bed, device: string): void {
    const sensor = new BedSensor({ url: this.#url, site: DEMO_SITE, device })
    const body: Body = { where: bed.encounter_id === null ? 'away' : 'in', alarm: false, brakes: true }
    this.#sensors.set(bed.bed_id, sensor)
    this.#bodies.set(bed.bed_id, body)
    sensor.occupied(body.where === 'in')
    sensor.exitAlarm(false)
    sensor.brakes(true)
    sensor.start()
  }
}
