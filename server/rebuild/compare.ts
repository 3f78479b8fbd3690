/**
 * Whether two databases say the same, whatever numbers their rows have: a row is what stands in it, and where it refers to
 * another row, what that one is.
 */
import pg from 'pg'
import { SESSION_OPTIONS } from '../database/pool.ts'
import { CAN_COME_AGAIN, OF_THE_HOUSE } from './record.ts'

/** What the record does not give back, and why; docs/backup.md says it to people. */
export const LEFT_OUT: Readonly<Record<string, 'whole' | readonly string[]>> = {
  // Of the program, not of the hospital.
  migration: 'whole',
  clock: 'whole',
  // Whether a device is there is its last word (its will), not kept as history; so what follows from it is not compared.
  device: ['online', 'online_at', 'silent_since', 'lost', 'lost_since'],
  device_heard: 'whole',
  reading_gap: 'whole',
  // A secret is told once and not on record: what is given again is another. Who knocked is nobody yet.
  device_credential: 'whole',
  device_knock: 'whole',
  webhook_secret: 'whole',
  ticket: ['code_hash'],
  // What nobody could make anything of changed nothing.
  dead_letter: 'whole',
  stranger_message_dropped: 'whole',
  // How other systems answered is theirs; what they were told names messages by their numbers.
  outbound: [
    ...['message', 'sent_at', 'answer', 'attempts', 'last_error', 'next_at'],
    ...['parked_at', 'skipped_at', 'skipped_by', 'skipped_why'],
  ],
  receiver_told: 'whole',
  // Who may do what is of whoever runs the house, not of what happened in it; passwords are on no record.
  ...whole(
    'person',
    'person_grant',
    'session',
    'token',
    'token_use',
    'second_factor_rule',
    'sign_in',
    'sign_in_step',
    'sign_in_tries',
    'known_device',
  ),
  ...whole('wall', 'wall_key', 'wall_pairing'),
  ...whole('authenticator', 'recovery_code', 'passkey', 'entry_link', 'sso_subject', 'group_grant'),
  // Who looked, and the chain, are not of what happened in the house either.
  ...whole('look', 'audit', 'emergency'),
  // That a message came again is counted, not kept.
  inbound: ['repeats', 'answer', 'stranger'],
  // What was asked and answered names rows by their numbers; the rows themselves are compared.
  act: ['person_id', 'token_id', 'input', 'result', 'bed_ids', 'encounter_ids', 'patient_ids'],
  // Counted by the clock, from the visits.
  ed_usual: 'whole',
  // The visits a merge brought over are compared by where they are.
  patient_merge: ['encounter_ids'],
  // Kept by a trigger, for the order of a search.
  patient: ['last_encounter_id'],
}

function whole(...tables: string[]): Record<string, 'whole'> {
  return Object.fromEntries(tables.map((table) => [table, 'whole']))
}

/** Of these tables, only such rows. */
const ROWS: Readonly<Record<string, string>> = { inbound: CAN_COME_AGAIN, act: OF_THE_HOUSE }

export interface Difference {
  table: string
  /** Rows, as JSON, that only one of them has (of many, some). */
  onlyThen: string[]
  onlyNow: string[]
  count: number
}

interface Table {
  name: string
  /** The column that holds its own number, when it has one. */
  id: string | null
  columns: { name: string; refers: string | null }[]
}

const SHOWN = 3

/** A reference is a foreign key to a table's number, or a column named like one (a stay's patient_id hangs on its encounter). */
const TABLES = `
  with key as (
    select i.indrelid as relid, min(a.attname::text) as id
      from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indisprimary group by 1 having count(*) = 1 and min(a.atttypid::regtype::text) = 'bigint'
  ), t as (
    select c.oid, c.relname::text as name, k.id from pg_class c left join key k on k.relid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  )
  select t.name, case when own.attidentity <> '' then t.id end as id,
         json_agg(json_build_object('name', a.attname, 'refers', coalesce(
           (select r.name from pg_constraint f join t r on r.oid = f.confrelid
             where f.conrelid = t.oid and f.contype = 'f' and f.conkey = array[a.attnum] and r.id is not null limit 1),
           (select r.name from t r where a.attname <> t.id
              and (a.attname = r.id or a.attname like '%\\_' || r.id) order by length(r.id) desc limit 1)))
           order by a.attnum) as columns
    from t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attribute own on own.attrelid = t.oid and own.attname = t.id
   group by t.name, t.id, own.attidentity order by t.name`

/** Compares all tables but what is left out. @returns those that differ. */
export async function compare(thenUrl: string, nowUrl: string): Promise<Difference[]> {
  const [then, now] = await Promise.all([contentOf(thenUrl), contentOf(nowUrl)])
  return [...then].flatMap(([table, rows]) => {
    const others = new Map(now.get(table))
    const onlyThen: string[] = []
    for (const [row, count] of rows) {
      const left = (others.get(row) ?? 0) - count
      if (left < 0) onlyThen.push(row)
      if (left > 0) others.set(row, left)
      else others.delete(row)
    }
    const onlyNow = [...others.keys()]
    if (onlyThen.length + onlyNow.length === 0) return []
    const count = Math.max(onlyThen.length, onlyNow.length)
    return [{ table, onlyThen: onlyThen.slice(0, SHOWN), onlyNow: onlyNow.slice(0, SHOWN), count }]
  })
}

/** Table → what its rows say → how many say so. */
async function contentOf(url: string): Promise<Map<string, Map<string, number>>> {
  const client = new pg.Client({
    connectionString: url,
    options: SESSION_OPTIONS,
    application_name: 'wardroom rebuild',
  })
  await client.connect()
  try {
    const { rows: tables } = await client.query<Table>(TABLES)
    const content = new Map<string, Map<string, number>>()
    for (const table of inOrder(tables)) {
      await client.query(`create temporary table ${said(table.name)} as ${saying(table)}`)
      await client.query(`create index on ${said(table.name)} (id)`)
      const { rows } = await client.query<{ row: string; count: number }>(
        `select said as row, count(*) as count from ${said(table.name)} group by 1`,
      )
      content.set(table.name, new Map(rows.map(({ row, count }) => [row, count])))
    }
    return content
  } finally {
    await client.end()
  }
}

const said = (table: string): string => `pg_temp.said_${table}`

/**
 * What each row says, as JSON. A reference says what it refers to; to a row of the same table (a merge), by its bare words,
 * which are those that name no row.
 */
function saying({ name, id, columns }: Table): string {
  const leftOut = LEFT_OUT[name] ?? []
  const numbers = columns.filter(({ refers }) => refers !== null).map((column) => column.name)
  const notBare = [id ?? '', ...numbers, leftOut].flat().toString()
  const fields = columns
    .filter((column) => column.name !== id && !leftOut.includes(column.name))
    .map(({ name: column, refers }) => {
      const value =
        refers === null
          ? `t.${column}`
          : refers === name
            ? `(select md5((to_jsonb(o) - '{${notBare}}'::text[])::text) from ${name} o where o.${id ?? ''} = t.${column})`
            : `(select md5(o.said) from ${said(refers)} o where o.id = t.${column})`
      return `'${column}', ${value}`
    })
  // Postgres hands a function at most a hundred arguments.
  const objects = [fields.slice(0, 45), fields.slice(45)].filter((some) => some.length > 0)
  const object = objects.map((some) => `jsonb_build_object(${some.join(', ')})`).join(' || ')
  return `select ${id === null ? 'null::bigint' : `t.${id}`} as id, (${object})::text as said from ${name} t where ${ROWS[name] ?? 'true'}`
}

/** Those that are compared, each after those it refers to. */
function inOrder(tables: readonly Table[]): Table[] {
  const ordered: Table[] = []
  let left = tables.filter(({ name }) => LEFT_OUT[name] !== 'whole')
  while (left.length > 0) {
    const waits = ({ name, columns }: Table): boolean =>
      columns.some(
        (column) =>
          !(LEFT_OUT[name] ?? []).includes(column.name) &&
          left.some((other) => other.name === column.refers && other.name !== name),
      )
    const next = left.filter((table) => !waits(table))
    if (next.length === 0) throw new Error('these tables refer to one another in a ring')
    ordered.push(...next)
    left = left.filter((table) => !next.includes(table))
  }
  return ordered
}
