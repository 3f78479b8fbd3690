/** At rest: what walls show, what devices last said and where patients are to lie, against the board computed from nothing. */
import type { BedRow } from '../../schema/boards/beds.ts'
import { until } from '../support/until.ts'
import type { Bench } from './bench.ts'
import { isMark, SITE } from './drivers/load.ts'
import type { LastSaid } from './drivers/sensors.ts'
import type { Shown } from './drivers/walls.ts'
import type { Look } from './drivers/wall.ts'
import type { Tiles } from './parts/page.ts'
import { Scratch } from './scratch.ts'

/** For the last deltas, and for a minute to pass on two pages that count minutes. */
const SETTLE_MS = 10_000

/** The walls that show something else than they should; empty: none. */
export async function divergence(bench: Bench): Promise<string[]> {
  let last: string[] = []
  const same = async (): Promise<boolean> => {
    const scratch = await Scratch.of(bench.databaseUrl())
    const shown = await bench.drivers.walls.ask<Shown[]>('shown')
    last = [
      ...shown
        .filter(({ look, hash }) => hash !== scratch.hash(look))
        .map(({ look }) => `wall ${nameOf(look)}`),
      ...shown.filter(({ live }) => !live).map(({ look }) => `wall ${nameOf(look)} is not live`),
      ...(await pageDivergence(bench, scratch)),
    ]
    return last.length === 0
  }
  await until(same, { what: 'all walls to be right', timeoutMs: SETTLE_MS }).catch((error: unknown) => {
    if (last.length === 0) throw error
  })
  return last
}

/** The page against the board (its states) and against the same page opened now (its words). */
async function pageDivergence({ page }: Bench, scratch: Scratch): Promise<string[]> {
  if (!page) return []
  const [tiles, fresh] = await page.both()
  const rows = new Map(rowsOf(scratch).map((row) => [row.bed, row.state]))
  const rings = new Set(
    rowsOf(scratch)
      .filter(({ sensor }) => sensor?.exit_alarm_since != null)
      .map(({ bed }) => bed),
  )
  if (Object.keys(tiles).length === 0) return ['the page shows no bed']
  return Object.entries(tiles).flatMap(([bed, { state, words }]) => [
    ...(state !== rows.get(bed) ? [`page ${bed}: ${state}, is ${rows.get(bed) ?? 'gone'}`] : []),
    ...differs(fresh, bed, words),
    ...(words.includes('Exit alarm') === rings.has(bed)
      ? []
      : [`page ${bed}: "${words}", ${rings.has(bed) ? 'and it rings' : 'and nothing rings'}`]),
  ])
}

function differs(fresh: Tiles, bed: string, words: string): string[] {
  const now = fresh[bed]?.words
  return now === words ? [] : [`page ${bed}: "${words}", is "${now ?? 'gone'}"`]
}

/** What stands on the board and should not, as far as those who said it know. */
export async function misplaced({ drivers, databaseUrl }: Bench): Promise<string[]> {
  const rows = new Map(rowsOf(await Scratch.of(databaseUrl())).map((row) => [row.bed, row]))
  const [lying, blocked, said] = await Promise.all([
    drivers.adt.ask<{ bed: string; mrn: string }[]>('lying'),
    drivers.consoles.ask<string[]>('blocked'),
    drivers.sensors.ask<LastSaid[]>('lastSaid'),
  ])
  const expected = new Map(lying.map(({ bed, mrn }) => [bed, mrn]))
  const isBlocked = new Set(blocked)
  const sensors = new Map(said.map((one) => [one.device, one]))
  return [...rows.values()].flatMap((row) => [
    ...((row.patient?.mrn ?? undefined) === expected.get(row.bed)
      ? []
      : [
          `${row.bed} holds ${row.patient?.mrn ?? 'nobody'}, should hold ${expected.get(row.bed) ?? 'nobody'}`,
        ]),
    ...(isMark(row.bed) || (row.blocked !== null) === isBlocked.has(row.bed)
      ? []
      : [`${row.bed}: wrongly blocked or not`]),
    ...unheard(row, sensors.get(row.sensor?.device ?? '')),
  ])
}

function unheard({ bed, sensor }: BedRow, said: LastSaid | undefined): string[] {
  if (!said || !sensor) return []
  const shown = { alarm: sensor.exit_alarm_since !== null, brakes: sensor.brakes_on }
  return shown.alarm === said.alarm && shown.brakes === said.brakes
    ? []
    : [`${bed}: shown is ${JSON.stringify(shown)}, its sensor (${sensor.trust}) said ${JSON.stringify(said)}`]
}

const rowsOf = (scratch: Scratch): BedRow[] =>
  [...scratch.held({ place: { site: SITE }, level: 'full' }).rows.values()] as unknown as BedRow[] // the board asked for

const nameOf = ({ place, level }: Look): string => `${place.unit ?? 'house'} (${level})`
