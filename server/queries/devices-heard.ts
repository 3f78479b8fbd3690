import type { Answer } from './index.ts'

/** When each device was heard last, to the second. Not on the board: a heartbeat must not cost every screen a delta. */
export const devicesHeard: Answer<'devices-heard'> = async (database, { site }) => ({
  heard: await database.rows<{ key: string; heard_at: string }>(
    `select 'd' || device_id as key, heard_at from device_heard join device using (device_id)
      where $1::text is null or site = $1`,
    [site ?? null],
  ),
})
