import type { SiteLayout } from '../../../schema/commands/hospital.ts'
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { layBeds, refuseMovingOccupied, type BedWanted } from './lay-beds.ts'
import { laySensors } from './lay-sensors.ts'

/**
 * Sets up a site, or adds to it and corrects it; what is not named stays as it is, and saying the same again changes
 * nothing. Whether a bed is staffed is taken from here when the bed is new; afterwards it is the ward's to say.
 * A statement a table, whatever the size of the hospital.
 */
export const layOut: Verb<'hospital/lay-out'> = async (tx, input) => {
  refuseTwice(
    'unit',
    input.units.map((unit) => unit.unit),
  )
  for (const unit of input.units)
    refuseTwice(
      `room of ${unit.unit}`,
      unit.rooms.map((room) => room.room),
    )
  const beds = bedsOf(input)
  refuseTwice(
    'bed',
    beds.map((bed) => bed.bed),
  )
  refuseTwice(
    'sensor',
    beds.flatMap((bed) => bed.sensor ?? []),
  )

  await laySite(tx, input) // locks the site: two lay-outs at once go one after the other
  await layUnits(tx, input)
  await layRooms(tx, input)
  await refuseMovingOccupied(tx, input.site, beds)
  const touched = await layBeds(tx, input.site, beds)
  const sensors = beds.flatMap(({ bed, sensor }) => (sensor === undefined ? [] : { bed, sensor }))
  await laySensors(tx, input.site, sensors)
  return {
    result: { site: input.site, units: input.units.length, beds: beds.length, devices: sensors.length },
    site: input.site,
    beds: touched,
  }
}

function bedsOf(layout: SiteLayout): BedWanted[] {
  return layout.units.flatMap(({ unit, rooms }) =>
    rooms
      .flatMap(({ room, beds }) => beds.map((bed) => ({ ...bed, unit, room })))
      .map((bed, position) => ({ ...bed, position })),
  )
}

function refuseTwice(what: string, codes: readonly string[]): void {
  const seen = new Set<string>()
  for (const code of codes) {
    if (seen.has(code)) {
      throw new Refused('invalid-input', `units: the ${what} ${code} is there twice`, {
        issues: [{ field: 'units', rule: `the ${what} ${code} is there twice` }],
      })
    }
    seen.add(code)
  }
}

async function laySite(tx: Tx, layout: SiteLayout): Promise<void> {
  await tx.rows(
    `insert into site (site, name, time_zone, currency, locale, conflict_after_s, silent_after_s)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (site) do update
        set name = excluded.name, time_zone = excluded.time_zone, currency = excluded.currency,
            locale = excluded.locale, conflict_after_s = excluded.conflict_after_s,
            silent_after_s = excluded.silent_after_s`,
    [
      layout.site,
      layout.name,
      layout.time_zone,
      layout.currency,
      layout.locale,
      layout.conflict_after_s,
      layout.silent_after_s,
    ],
  )
}

async function layUnits(tx: Tx, layout: SiteLayout): Promise<void> {
  const units = layout.units.map(({ unit, name, kind }, position) => ({ code: unit, name, kind, position }))
  await tx.rows(
    `insert into unit (site, code, name, kind, position)
     select $1, code, name, kind, position
       from jsonb_to_recordset($2) as u (code text, name text, kind text, position integer)
     on conflict (site, code) do update
        set name = excluded.name, kind = excluded.kind, position = excluded.position
      where (unit.name, unit.kind, unit.position) is distinct from (excluded.name, excluded.kind, excluded.position)`,
    [layout.site, JSON.stringify(units)],
  )
}

async function layRooms(tx: Tx, layout: SiteLayout): Promise<void> {
  const rooms = layout.units.flatMap(({ unit, rooms }) => rooms.map(({ room }) => ({ unit, room })))
  await tx.rows(
    `insert into room (unit_id, code)
     select u.unit_id, r.room from jsonb_to_recordset($2) as r (unit text, room text)
       join unit u on u.site = $1 and u.code = r.unit
     on conflict (unit_id, code) do nothing`,
    [layout.site, JSON.stringify(rooms)],
  )
}
