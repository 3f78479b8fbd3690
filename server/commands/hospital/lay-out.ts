import type { SiteLayout } from '../../../schema/commands/hospital.ts'
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { layBeds, refuseMovingOccupied, type BedWanted } from './lay-beds.ts'
import { laySensors } from './lay-sensors.ts'
import { layRooms, layUnits } from './lay-units.ts'

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
    rooms.flatMap(({ room, beds }) => beds.map((bed) => ({ ...bed, unit, room }))),
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
    `insert into site (site, name, time_zone, currency, locale, conflict_after_s, silent_after_s, same_day_counts)
     values ($1, $2, $3, $4, coalesce($5, 'en'), coalesce($6::integer, 600), coalesce($7::integer, 180),
             coalesce($8::boolean, false))
     on conflict (site) do update
        set name = excluded.name, time_zone = excluded.time_zone, currency = excluded.currency,
            locale = coalesce($5, site.locale), conflict_after_s = coalesce($6::integer, site.conflict_after_s),
            silent_after_s = coalesce($7::integer, site.silent_after_s),
            same_day_counts = coalesce($8::boolean, site.same_day_counts)`,
    [
      layout.site,
      layout.name,
      layout.time_zone,
      layout.currency,
      layout.locale ?? null,
      layout.conflict_after_s ?? null,
      layout.silent_after_s ?? null,
      layout.same_day_counts ?? null,
    ],
  )
}
