/** The bed sensors of a lay-out: which device is under which bed. */
import type { Tx } from '../../database/pool.ts'

/** A sensor named with another bed than before moves there; the sensor it finds there is without a bed. */
export async function laySensors(
  tx: Tx,
  site: string,
  sensors: readonly { bed: string; sensor: string }[],
): Promise<void> {
  const wanted = `select s.sensor, b.bed_id from jsonb_to_recordset($2) as s (sensor text, bed text)
                    join bed b on b.site = $1 and b.code = s.bed`
  const values = [site, JSON.stringify(sensors)]
  // First out, then in: a bed has one sensor at most, and two that change places would meet.
  await tx.rows(
    `update device d set bed_id = null from (${wanted}) w
      where d.site = $1 and d.kind = 'bed' and d.bed_id is not null
        and ((d.code = w.sensor and d.bed_id <> w.bed_id) or (d.bed_id = w.bed_id and d.code <> w.sensor))`,
    values,
  )
  await tx.rows(
    `insert into device (site, kind, code, bed_id) select $1, 'bed', w.sensor, w.bed_id from (${wanted}) w
     on conflict (site, kind, code) do update set bed_id = excluded.bed_id
      where device.bed_id is distinct from excluded.bed_id`,
    values,
  )
}
