/** The demo's bed sensors: real MQTT devices, one a bed, that say where the bodies are. */
import { BedSensor } from '../../devices/bed-sensor.ts'
import type { Body, BodyStep } from './bodies.ts'
import { roleOf, type Bed, type House } from './house.ts'
import type { DemoKeys } from './keys.ts'
import { DEMO_SITE } from './layout.ts'

export class BedFleet {
  readonly #url: string
  readonly #keys: DemoKeys
  readonly #sensors = new Map<number, BedSensor>()
  readonly #bodies = new Map<number, Body>()

  /** @param url of the broker @param keys what the sensors sign in with */
  constructor(url: string, keys: DemoKeys) {
    this.#url = url
    this.#keys = keys
  }

  get bodies(): ReadonlyMap<number, Body> {
    return this.#bodies
  }

  /** Sensors for beds that have none yet, each saying what the record says: who lies there is where they lie. */
  async equip(house: House): Promise<void> {
    const bare = [...house.beds.values()].flatMap((bed) =>
      bed.sensor !== null && roleOf(bed) !== undefined && !this.#sensors.has(bed.bed_id)
        ? [{ bed, device: bed.sensor }]
        : [],
    )
    const secrets = await this.#keys.of(
      'bed',
      bare.map(({ device }) => device),
    )
    for (const { bed, device } of bare) this.#plugIn(bed, device, secrets.get(device))
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

  #plugIn(bed: Bed, device: string, secret: string | undefined): void {
    const sensor = new BedSensor({ url: this.#url, site: DEMO_SITE, device, secret })
    const body: Body = { where: bed.encounter_id === null ? 'away' : 'in', alarm: false, brakes: true }
    this.#sensors.set(bed.bed_id, sensor)
    this.#bodies.set(bed.bed_id, body)
    sensor.occupied(body.where === 'in')
    sensor.exitAlarm(false)
    sensor.brakes(true)
    sensor.start()
  }
}
