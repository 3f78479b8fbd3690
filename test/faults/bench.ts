/** The bench: a Wardroom of real parts behind wires that can be broken, and those who speak to it and look at it. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, Hospital } from '../journeys/hospital.ts'
import { engines } from '../support/engines.ts'
import { FIT, OtherPostgres, PASSWORD, sql } from '../support/other-postgres.ts'
import { OutsideProgram } from '../support/outside-program.ts'
import { SmallDisk } from '../support/small-disk.ts'
import { Wire } from '../support/wire.ts'
import { WrongClock } from '../support/wrong-clock.ts'
import { Drivers, sensorsOf } from './drivers.ts'
import { bedCode, loads, numbers, sensorCode, SITE, unitCode, UNITS, type Load } from './drivers/load.ts'
import { PageWall } from './parts/page.ts'
import { FleetStand } from './stand-fleet.ts'

/**
 * `embedded`: as `npm start` gives it. `cramped`: the same on a small disk of its own. `skewed`: the same by a
 * clock that can be put wrong. `outside`: with the hospital's own
 * Postgres and broker, each behind a wire. `fleet`: two servers on a Postgres with a standby (stand-fleet.ts).
 */
export const kinds = ['embedded', 'cramped', 'skewed', 'outside', 'fleet'] as const
export type Kind = (typeof kinds)[number]

export interface Bench {
  kind: Kind
  load: Load
  folder: string
  /** All there are; most kinds have one. */
  servers: readonly Hospital[]
  /** The first of them. */
  server: Hospital
  /** What stands before each door of the server, and before each engine it uses. */
  wires: { http: Wire; mqtt: Wire; hl7: Wire; database?: Wire; broker?: Wire }
  postgres?: OtherPostgres
  mosquitto?: OutsideProgram
  /** Where the data lie, of a `cramped` one. */
  disk?: SmallDisk
  /** What a `skewed` one goes by. */
  clock?: WrongClock
  fleet?: FleetStand
  drivers: Drivers
  page: PageWall | undefined
  /** The database, past all wires. */
  databaseUrl(): string
  close(): Promise<void>
}

/** Why this kind cannot be set up here; undefined: it can. */
export function missing(kind: Kind): string | undefined {
  if (kind === 'embedded') return undefined
  if (kind === 'cramped')
    return SmallDisk.possible ? undefined : 'no tmpfs can be mounted here (it takes root, on Linux)'
  if (kind === 'skewed') return engines.faketime === undefined ? 'no libfaketime here' : undefined
  if (engines.postgresBin === undefined) return 'no Postgres of a distribution here'
  if (engines.mosquitto === undefined) return 'no Mosquitto here'
  return kind === 'fleet' && engines.redis === undefined ? 'no Redis here' : undefined
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
    const fleet =
      kind === 'fleet' ? await FleetStand.open(keeping(folder), { WARDROOM_DEMO: 'off' }, later) : undefined
    const engine = kind === 'outside' ? await outside(folder, later, wire) : undefined
    const ports = fleet ? fleet.ports : await freePorts()
    const [http, hl7] = [await wire(ports.http), await wire(ports.hl7)]
    const disk = kind === 'cramped' ? later(SmallDisk.mounted(DISK_MB), (it) => it.unmount()) : undefined
    const clock =
      kind === 'skewed' ? new WrongClock(engines.faketime ?? '', join(folder, 'clock')) : undefined
    const mqtt = await wire(engine ? engine.mosquitto.port : ports.mqtt)
    const alone = (): Hospital =>
      later(
        new Hospital(ports, disk ? join(disk.folder, 'data') : folder, {
          settings: { WARDROOM_DEMO: 'off', ...engine?.settings, ...clock?.settings, ...settings },
        }),
        (it) => it.clear(),
      )
    const servers = fleet ? fleet.servers : [alone()]
    const [server] = servers as [Hospital] // there is at least one
    if (!fleet) await server.start()
    const chosen = loads[load]
    await layOut(server, chosen.bedsPerUnit)
    await fleet?.tellOther(SITE)
    const keys = await server.keysOf('bed', SITE, sensorsOf(chosen))
    const drivers = later(
      await Drivers.start({ http: http.port, mqtt: mqtt.port, hl7: hl7.port }, chosen, { seed, keys }),
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
      servers,
      server,
      wires: { http, mqtt, hl7, ...engine?.wires },
      ...(disk && { disk }),
      ...(clock && { clock }),
      ...(engine && { postgres: engine.postgres, mosquitto: engine.mosquitto }),
      ...(fleet && { fleet }),
      drivers,
      page,
      databaseUrl: () => fleet?.databaseUrl ?? engine?.postgres.url(PASSWORD, DATABASE) ?? server.databaseUrl,
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
  const postgres = await OtherPostgres.start(engines.postgresBin ?? '', [...FIT, ...SMALL_LOG])
  later(postgres, (it) => it.clear())
  await sql(postgres.url(PASSWORD), `create database ${DATABASE}`)
  const mosquitto = later(await OutsideProgram.mosquitto(engines.mosquitto ?? '', keeping(folder)), (it) =>
    it.clear(),
  )
  const wires = { database: await wire(postgres.port), broker: await wire(mosquitto.port) }
  const through = new URL(postgres.url(PASSWORD, DATABASE))
  through.port = String(wires.database.port)
  const settings = {
    WARDROOM_DATABASE_URL: through.href,
    WARDROOM_MQTT_URL: `mqtt://127.0.0.1:${wires.broker.port}`,
  }
  return { postgres, mosquitto, wires, settings }
}

const DATABASE = 'wardroom'
const DISK_MB = 1024
/** A slot's reader that stays away loses it soon. */
const SMALL_LOG = ['max_slot_wal_keep_size=64MB', 'max_wal_size=64MB', 'min_wal_size=32MB']

/** Mosquitto keeps its sessions on disk at every change, and drops nothing silently (its default: above 1000 a client). */
function keeping(folder: string): string[] {
  const sessions = join(folder, 'mosquitto')
  mkdirSync(sessions)
  chmodSync(sessions, 0o777) // as root, Mosquitto becomes somebody else
  return [
    'persistence true',
    'autosave_interval 1',
    'autosave_on_changes true',
    'max_queued_messages 0',
    `persistence_location ${sessions}/`,
  ]
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
