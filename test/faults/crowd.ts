/** More walls than the bench has, on a wire of their own, for as long as a fault needs them. */
import { until } from '../support/until.ts'
import { Wire } from '../support/wire.ts'
import type { Bench } from './bench.ts'
import { Driver } from './drivers/driver.ts'
import { numbers, SITE, unitCode, UNITS } from './drivers/load.ts'
import type { WallsOptions } from './drivers/walls.ts'

export class Crowd {
  readonly wire: Wire
  readonly size: number
  readonly driver: Driver

  private constructor(wire: Wire, size: number, driver: Driver) {
    this.wire = wire
    this.size = size
    this.driver = driver
  }

  /** That many walls, by turns one of each unit, or of the whole house; settles when all of them are live. */
  static async of(size: number, { server }: Bench, what: 'units' | 'house' = 'units'): Promise<Crowd> {
    const wire = await Wire.to({ port: server.ports.http })
    const url = `http://127.0.0.1:${wire.port}`
    const walls: WallsOptions['walls'] = numbers(size).map((nth) => ({
      url,
      look: {
        place: what === 'house' ? { site: SITE } : { site: SITE, unit: unitCode((nth % UNITS) + 1) },
        level: 'corridor',
      },
    }))
    const crowd = new Crowd(wire, size, await Driver.start('walls.ts', { walls } satisfies WallsOptions))
    await crowd.allLive(60_000)
    return crowd
  }

  async allLive(withinMs: number): Promise<void> {
    await until(async () => (await this.driver.ask<number>('live')) === this.size, {
      what: `${this.size} walls to be live`,
      timeoutMs: withinMs,
    })
  }

  async leave(): Promise<void> {
    await this.driver.stop()
    await this.wire.close()
  }
}
