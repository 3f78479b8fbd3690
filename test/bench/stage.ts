/** What several measures share: a Wardroom of 500 beds and the bare floor beside it, each opened when first asked for. */
import { openBare, type Bare } from './bare.ts'
import { started, type Program } from './program.ts'
import type { Devices } from './programs/devices.ts'
import type { Place, Walls } from './programs/walls.ts'
import type { Writer } from './programs/writer.ts'
import { openWard, SITE, type Ward } from './ward.ts'

export const BEDS = 500

export class Stage {
  /** A glance, inside `npm test`: everything small. */
  readonly short: boolean
  readonly #opened: Promise<Ward | Bare>[] = []
  #ward: Promise<Ward> | undefined
  #bare: Promise<Bare> | undefined

  constructor({ short }: { short: boolean }) {
    this.short = short
  }

  ward(): Promise<Ward> {
    return (this.#ward ??= this.anotherWard())
  }

  bare(): Promise<Bare> {
    return (this.#bare ??= this.anotherBare())
  }

  /** One that a measure has for itself. It closes it when it is done; what it does not get to close, the stage closes. */
  anotherWard(beds = BEDS): Promise<Ward> {
    return this.#mine(openWard(beds))
  }

  anotherBare(beds = BEDS): Promise<Bare> {
    return this.#mine(openBare(beds))
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#opened.map(async (opened) => (await opened).close()))
  }

  #mine<T extends Ward | Bare>(opening: Promise<T>): Promise<T> {
    this.#opened.push(opening)
    return opening
  }
}

/** Walls in a process of their own, these places in turn, joined. */
export async function wallsAt(
  url: string,
  whose: 'ours' | 'bare',
  places: readonly Place[],
  count = places.length,
): Promise<Program<Walls>> {
  const walls = await started<Walls>('walls', [url, whose])
  await walls.ask('join', { places, count })
  return walls
}

/** A fleet of bed sensors, connected. */
export const devicesAt = ({
  mqttPort,
  secrets,
}: Pick<Ward | Bare, 'mqttPort' | 'secrets'>): Promise<Program<Devices>> =>
  started<Devices>('devices', [
    '127.0.0.1',
    String(mqttPort),
    SITE,
    String(BEDS),
    JSON.stringify(secrets.slice(0, BEDS)),
  ])

/** Someone who commits rows. */
export const writerAt = (databaseUrl: string, statement: string, beds = BEDS): Promise<Program<Writer>> =>
  started<Writer>('writer', [databaseUrl, String(beds), statement])
