import type { Tx } from '../../database/pool.ts'

/** Numbers for rows that refer to one another before they are written. */
export async function newIds(tx: Tx, table: 'patient' | 'encounter', count: number): Promise<number[]> {
  const rows = await tx.rows<{ id: number }>(
    'select nextval(pg_get_serial_sequence($1, $2)) as id from generate_series(1, $3::integer)',
    [table, `${table}_id`, count],
  )
  return rows.map((row) => row.id)
}
