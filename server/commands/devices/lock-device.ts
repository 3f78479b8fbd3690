/** A device, locked before anything is decided about it. */
import type { DeviceKind } from '../../../schema/devices/index.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'

/** With whom or on what a device is now. One of the three is set. */
export interface Assignment {
  tag_assignment_id: number
  encounter_id: number | null
  asset: string | null
  person: string | null
  attached_at: Instant
}

export interface LockedDevice {
  device_id: number
  code: string
  assignment: Assignment | undefined
}

/** The device of a site by kind and code, locked, with what it is with. @throws Refused `not-found` */
export async function lockDevice(
  tx: Tx,
  site: string,
  kind: DeviceKind,
  code: string,
): Promise<LockedDevice> {
  const device = await tx.row<{ device_id: number }>(
    'select device_id from device where site = $1 and kind = $2 and code = $3 for no key update',
    [site, kind, code],
  )
  if (!device) {
    throw new Refused('not-found', `There is no ${kind} ${code} in ${site}: register it first.`, {
      site,
      kind,
      code,
    })
  }
  const assignment = await tx.row<Assignment>(
    `select tag_assignment_id, encounter_id, asset, person, attached_at
       from tag_assignment where device_id = $1 and detached_at is null`,
    [device.device_id],
  )
  return { device_id: device.device_id, code, assignment }
}

/** Ends an assignment; it stays on record. */
export async function endAssignment(tx: Tx, { tag_assignment_id }: Assignment): Promise<void> {
  await tx.rows(
    'update tag_assignment set detached_at = greatest(now(), attached_at) where tag_assignment_id = $1',
    [tag_assignment_id],
  )
}
