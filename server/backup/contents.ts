/** What there is to keep in a database: its tables, each after those it refers to, and how far its numbers were given out. */
import type pg from 'pg'

export interface Table {
  name: string
  columns: string[]
}

export interface Counter {
  name: string
  /** The last number given out; null: none yet. */
  last: number | null
}

/** Wardroom's tables stand in the schema `public`; what a hospital adds belongs in a schema of its own. */
const TABLES = `
  select c.relname as name,
         array_agg(a.attname::text order by a.attnum) as columns,
         array(select distinct r.relname::text from pg_constraint f join pg_class r on r.oid = f.confrelid
                where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as after
    from pg_class c join pg_attribute a on a.attrelid = c.oid
   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
     and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
   group by c.oid order by c.relname`

/** @returns the tables in an order in which they can be filled. */
export async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table & { after: string[] }>(TABLES)
  const ordered: Table[] = []
  let left = rows
  while (left.length > 0) {
    const next = left.filter(({ after }) => !left.some(({ name }) => after.includes(name)))
    if (next.length === 0)
      throw new Error(
        `these tables refer to one another in a ring: ${left.map(({ name }) => name).join(', ')}`,
      )
    ordered.push(...next.map(({ name, columns }) => ({ name, columns })))
    left = left.filter((table) => !next.includes(table))
  }
  return ordered
}

export async function countersOf(client: pg.Client): Promise<Counter[]> {
  const { rows } = await client.query<Counter>(
    `select sequencename::text as name, last_value as last from pg_sequences where schemaname = 'public' order by 1`,
  )
  return rows
}
