/** The bench: a Wardroom of real parts behind wires that can be broken, and those who speak to it and look at it. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, Hospital } from '../journeys/hospital.ts'
import { engines } from '../support/engines.ts'
import { Wire } from '../support/wire.ts'
import { Drivers } from './drivers.ts'
import { bedCode, loads, numbers, sensorCode, SITE, unitCode, UNITS, type Load } from './drivers/load.ts'
import { Cluster } from './parts/cluster.ts'
import { Mosquitto } from './parts/mosquitto.ts'
import { PageWall } from './parts/page.ts'

/** `embedded`: as `npm start` gives it. `outside`: with the hospital's own Postgres and broker, each behind a wire. */
export type Kind = 'embedded' | 'outside'

export interface Bench {
  kind: Kind
  load: Load
  folder: string
  server: Hospital
  /** What stands before each door of the server, and before each engine it uses. */
  wires: { http: Wire; mqtt: Wire; hl7: Wire; database?: Wire; broker?: Wire }
  postgres?: Cluster
  mosquitto?: Mosquitto
  drivers: Drivers
  page: PageWall | undefined
  /** The database, past all wires. */
  databaseUrl(): string
  close(): Promise<void>
}

/** Why this kind cannot be set up here; undefined: it can. */
export function missing(kind: Kind): string | undefined {
  if (kind === 'embedded') return undefined
  if (engines.postgresBin === undefined) return 'no Postgres of a distribution here'
  return engines.mosquitto === undefined ? 'no Mosquitto here' : undefined
}

export async function openBench(
  kind: Kind,
  {
    load,
    seed,
    settings = {},
  }: { load: keyof typeof loads; seed: number; settings?: Record<string, string> },
): Promise<Bench> {
  const undo: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step()
  }
  const later = <T>(thing: T, how: (thing: T) => unknown): T => {
    undo.push(() => how(thing))
    return thing
  }
  const wire = async (port: number): Promise<Wire> => later(await Wire.to({ port }), (it) => it.close())
  try {
    const folder = mkdtempSync(join(tmpdir(), 'wardroom-faults-'))
    chmodSync(folder, 0o755)
    later(folder, (it) => rmSync(it, { recursive: true, force: true, maxRetries: 5 }))
    const ports = await freePorts()
    const [http, hl7] = [await wire(ports.http), await wire(ports.hl7)]
    const engine = kind === 'embedded' ? undefined : await outside(folder, later, wire)
    const mqtt = await wire(engine ? engine.mosquitto.port : ports.mqtt)
    const server = new Hospital(ports, folder, {
      settings: { WARDROOM_DEMO: 'off', ...engine?.settings, ...settings },
    })
    later(server, (it) => it.clear())
    await server.start()
    const chosen = loads[load]
    await layOut(server, chosen.bedsPerUnit)
    const drivers = later(
      await Drivers.start({ http: http.port, mqtt: mqtt.port, hl7: hl7.port }, chosen, seed),
      (it) => it.stop(),
    )
    const page = engines.chromium
      ? later(await PageWall.open(engines.chromium, `http://127.0.0.1:${http.port}`, SITE), (it) =>
          it.close(),
        )
      : undefined
    return {
      kind,
      load: chosen,
      folder,
      server,
      wires: { http, mqtt, hl7, ...engine?.wires },
      ...(engine && { postgres: engine.postgres, mosquitto: engine.mosquitto }),
      drivers,
      page,
      databaseUrl: () => engine?.postgres.url() ?? server.databaseUrl,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function outside(
  folder: string,
  later: <T>(thing: T, how: (thing: T) => unknown) => T,
  wire: (port: number) => Promise<Wire>,
) {
  const { http: postgresPort, mqtt: brokerPort } = await freePorts()
  const postgres = await Cluster.make(engines.postgresBin ?? '', folder, postgresPort, {
    max_slot_wal_keep_size: '64MB',
    max_wal_size: '64MB',
    min_wal_size: '32MB',
  })
  later(postgres, (it) => it.stop('immediate').catch(() => undefined)) // a fault may have stopped it already
  const mosquitto = later(new Mosquitto(engines.mosquitto ?? '', folder, brokerPort), (it) =>
    it.stop('SIGKILL'),
  )
  await mosquitto.start()
  const wires = { database: await wire(postgresPort), broker: await wire(brokerPort) }
  const settings = {
    WARDROOM_DATABASE_URL: postgres.url('wardroom', wires.database.port),
    WARDROOM_MQTT_URL: `mqtt://127.0.0.1:${wires.broker.port}`,
  }
  return { postgres, mosquitto, wires, settings }
}

async function layOut(server: Hospital, bedsPerUnit: number): Promise<void> {
  await server.done('hospital/lay-out', {
    site: SITE,
    name: 'General',
    time_zone: 'UTC',
    currency: 'EUR',
    units: numbers(UNITS).map((unit) => ({
      unit: unitCode(unit),
      name: `Unit ${unit}`,
      kind: 'medical' as const,
      rooms: [
        {
          room: '1',
          beds: numbers(bedsPerUnit).map((bed) => ({
            bed: bedCode(unit, bed),
            sensor: sensorCode(unit, bed),
          })),
        },
      ],
    })),
  })
}
