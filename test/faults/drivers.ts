/** All who speak to the server or look at it, each kind in a process of its own; begun, brought to rest, and asked together. */
import { until } from '../support/until.ts'
import type { AdtOptions } from './drivers/adt.ts'
import type { ConsolesOptions } from './drivers/consoles.ts'
import { Driver } from './drivers/driver.ts'
import {
  bedCode,
  HL7_UNITS,
  MARK,
  numbers,
  sensorCode,
  SITE,
  unitCode,
  UNITS,
  type Load,
} from './drivers/load.ts'
import type { SensorsOptions } from './drivers/sensors.ts'
import type { WallsOptions } from './drivers/walls.ts'
import type { Look } from './drivers/wall.ts'
import type { Input } from './ledger.ts'

/** After the wounds are healed, so long at most until everybody has the answer they still wait for. */
const REST_WITHIN_MS = 60_000

/** All sensors of the house. */
export const sensorsOf = ({ bedsPerUnit }: Load): string[] =>
  numbers(UNITS).flatMap((unit) => numbers(bedsPerUnit).map((bed) => sensorCode(unit, bed)))

export interface Said {
  readings: Input[]
  messages: Input[]
  commands: Input[]
}

export class Drivers {
  readonly sensors: Driver
  readonly adt: Driver
  readonly consoles: Driver
  readonly walls: Driver

  private constructor(all: readonly [Driver, Driver, Driver, Driver]) {
    ;[this.sensors, this.adt, this.consoles, this.walls] = all
  }

  static async start(
    ports: { http: number; mqtt: number; hl7: number },
    load: Load,
    { seed, keys }: { seed: number; keys: ReadonlyMap<string, string> },
  ): Promise<Drivers> {
    const url = `http://127.0.0.1:${ports.http}`
    const all = sensorsOf(load)
    const half = HL7_UNITS / 2
    const sensors: SensorsOptions = {
      url: `mqtt://127.0.0.1:${ports.mqtt}`,
      site: SITE,
      devices: all.map((device) => ({ device, secret: keys.get(device) ?? '' })),
      rate: load.readings,
      seed,
    }
    const adt: AdtOptions = {
      port: ports.hl7,
      systems: [
        { name: 'EAST', units: numbers(half) },
        { name: 'WEST', units: numbers(half).map((unit) => unit + half) },
      ],
      bedsPerUnit: load.bedsPerUnit,
      rate: load.messages,
      seed: seed + 100,
    }
    const consoles: ConsolesOptions = {
      url,
      site: SITE,
      people: numbers(4).map((nth) => ({ name: `P${nth}`, beds: bedsOfPerson(nth, load) })),
      rate: load.commands,
      seed: seed + 200,
    }
    const walls: WallsOptions = { walls: looksOf(load).map((look) => ({ url, look })) }
    const drivers = new Drivers(
      await Promise.all([
        Driver.start('sensors.ts', sensors),
        Driver.start('adt.ts', adt),
        Driver.start('consoles.ts', consoles),
        Driver.start('walls.ts', walls),
      ]),
    )
    await drivers.sensors.ask('plugIn')
    return drivers
  }

  async go(): Promise<void> {
    await Promise.all([this.sensors.ask('go'), this.adt.ask('go'), this.consoles.ask('go')])
  }

  /** Nothing new is begun; settles when all that was is answered. @returns who still waits when patience is over. */
  async rest(withinMs = REST_WITHIN_MS): Promise<string | undefined> {
    const speaking = { sensors: this.sensors, adt: this.adt, consoles: this.consoles }
    await Promise.all(Object.values(speaking).map((driver) => driver.ask('rest')))
    const pending = async (): Promise<string> => {
      const all = Object.entries(speaking).map(
        async ([name, driver]) => `${name} ${await driver.ask<number>('pending')}`,
      )
      return (await Promise.all(all)).filter((one) => !one.endsWith(' 0')).join(', ')
    }
    return until(async () => (await pending()) === '', { what: 'answers', timeoutMs: withinMs }).then(
      () => undefined,
      pending,
    )
  }

  /** All that was said since this was last asked. */
  async taken(): Promise<Said> {
    const [readings, messages, commands] = await Promise.all([
      this.sensors.ask<Input[]>('taken'),
      this.adt.ask<Input[]>('taken'),
      this.consoles.ask<Input[]>('taken'),
    ])
    return { readings, messages, commands }
  }

  async stop(): Promise<void> {
    await Promise.all([this.sensors, this.adt, this.consoles, this.walls].map((driver) => driver.stop()))
  }
}

/** Each person has beds of their own in the units no HL7 system speaks of. */
function bedsOfPerson(nth: number, load: Load): string[] {
  const unit = HL7_UNITS + 1 + ((nth - 1) % (UNITS - HL7_UNITS))
  return numbers(load.bedsPerUnit)
    .filter((bed) => bed !== MARK && (bed % 2 === 0) === nth > UNITS - HL7_UNITS)
    .map((bed) => bedCode(unit, bed))
}

function looksOf(load: Load): Look[] {
  const unitWalls = numbers(load.unitWalls).map((nth): Look => {
    const unit = unitCode(((nth - 1) % UNITS) + 1)
    return { place: { site: SITE, unit }, level: 'secured' }
  })
  const houseWalls = numbers(load.houseWalls).map((nth): Look => ({
    place: { site: SITE },
    level: nth % 2 === 0 ? 'full' : 'corridor',
  }))
  return [...unitWalls, ...houseWalls]
}
