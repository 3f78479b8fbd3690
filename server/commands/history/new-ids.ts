import type { Tx } from '../../database/pool.ts'

const KEY = { patient: 'patient_id', encounter: 'encounter_id', ed_ambulance: 'ambulance_id' } as const

/** Numbers for rows that refer to one another before they are written. */
export async function newIds(tx: Tx, table: keyof typeof KEY, count: number): Promise<number[]> {
  const rows = await tx.rows<{ id: number }>(
    'select nextval(pg_get_serial_sequence($1, $2)) as id from generate_series(1, $3::integer)',
    [table, KEY[table], count],
  )
  return rows.map((row) => row.id)
}
