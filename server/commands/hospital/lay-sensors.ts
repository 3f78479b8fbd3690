/** The bed sensors of a lay-out: which device is under which bed. */
import type { Tx } from '../../database/pool.ts'

/**
 * A sensor named with another bed than before moves there; the sensor it finds there is without a bed.
 * What moves is found here and not in SQL: on tables just filled, which have no statistics yet, Postgres compared each
 * sensor of a large hospital with each.
 */
export async function laySensors(
  tx: Tx,
  site: string,
  sensors: readonly { bed: string; sensor: string }[],
): Promise<void> {
  if (sensors.length === 0) return
  const bedIds = await bedIdsByCode(tx, site)
  const wanted = new Map(sensors.map(({ bed, sensor }) => [sensor, bedIds.get(bed) ?? null]))
  const claimed = new Set(wanted.values())
  const known = await tx.rows<{ device_id: number; code: string; bed_id: number | null }>(
    `select device_id, code, bed_id from device where site = $1 and kind = 'bed'`,
    [site],
  )
  const there = new Map(known.map(({ code, bed_id }) => [code, bed_id]))
  const leaving = known.filter(
    ({ code, bed_id }) => bed_id !== null && claimed.has(bed_id) && wanted.get(code) !== bed_id,
  )
  const moving = known.filter(({ code, bed_id }) => wanted.has(code) && wanted.get(code) !== bed_id)
  // First out, then in: a bed has one sensor at most, and two that change places would meet.
  await tx.rows('update device set bed_id = null where device_id = any ($1) and bed_id is not null', [
    [...leaving, ...moving].map((device) => device.device_id),
  ])
  const arriving = [...wanted].filter(([code, bedId]) => there.get(code) !== bedId)
  await tx.rows(
    `insert into device (site, kind, code, bed_id)
     select $1, 'bed', code, bed_id from unnest($2::text[], $3::bigint[]) as arriving (code, bed_id)
     on conflict (site, kind, code) do update set bed_id = excluded.bed_id`,
    [site, arriving.map(([code]) => code), arriving.map(([, bedId]) => bedId)],
  )
}

async function bedIdsByCode(tx: Tx, site: string): Promise<Map<string, number>> {
  const beds = await tx.rows<{ code: string; bed_id: number }>(
    'select code, bed_id from bed where site = $1',
    [site],
  )
  return new Map(beds.map(({ code, bed_id }) => [code, bed_id]))
}
