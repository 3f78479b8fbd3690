/**
 * The text of a backup. It is a script for psql, so that a hospital that has lost everything but this file and a Postgres
 * has not lost its record; Wardroom itself takes only the rows from it, and runs no SQL that it did not write.
 */
import pg from 'pg'
import { z } from 'zod'
import type { Counter, Table } from './contents.ts'

const table = z.object({ name: z.string(), columns: z.array(z.string()) })

/** The first line: what this is, and of when. */
export const head = z.object({
  format: z.literal(1),
  made_at: z.string(),
  /** Of which database (its system identifier and timeline) and where in its log: the tables are as committed up to there. */
  epoch: z.string(),
  lsn: z.string(),
  postgres: z.string(),
  migrations: z.array(z.object({ version: z.number(), name: z.string(), checksum: z.string() })),
  tables: z.array(table),
  /** How far the record reached: who cuts it later is told by this. */
  audit: z.object({ audit_id: z.number(), hash: z.string() }).optional(),
})
export type Head = z.infer<typeof head>

/** The last line: by it a file is whole. */
export const tail = z.object({
  tables: z.record(z.string(), z.object({ rows: z.number(), sum: z.string() })),
  counters: z.array(z.object({ name: z.string(), last: z.number().nullable() })),
})
export type Tail = z.infer<typeof tail>

export const HEAD = '-- wardroom backup '
export const TAIL = '-- wardroom end '
/** Ends the rows of a table. */
export const END_OF_ROWS = '\\.'

const named = (name: string): string => pg.escapeIdentifier(name)

export const headText = (it: Head): string => `${HEAD}${JSON.stringify(it)}
-- Without Wardroom: zcat FILE | psql --single-transaction --set ON_ERROR_STOP=1 DATABASE
-- (the database empty, Postgres 15 or newer)
set client_encoding = 'UTF8';
set timezone = 'UTC';
set datestyle = 'ISO';

`

export const tailText = (it: Tail): string => `${TAIL}${JSON.stringify(it)}\n`

/** The columns are named: a restored table may have its own in another order. */
export const columnsText = ({ name, columns }: Table): string =>
  `${named(name)} (${columns.map(named).join(', ')})`

export const rowsBegin = (it: Table): string => `COPY ${columnsText(it)} FROM stdin;\n`

/** The table whose rows begin after this line. */
export const tableIn = (line: string): string | undefined =>
  /^COPY "([^"]+)" \(.*\) FROM stdin;$/.exec(line)?.[1]

/**
 * Before the rows: what the migrations put in goes, and the ward's own triggers rest. They act on what happens, and nothing
 * happens here: a bed that has changed its unit since would refuse the stays it had in the old one.
 */
export const beforeRows = (tables: readonly Table[]): string =>
  [
    ...tables.map(({ name }) => `alter table ${named(name)} disable trigger user;`),
    `truncate ${tables.map(({ name }) => named(name)).join(', ')};\n`,
  ].join('\n')

/** After them: numbers go on after the last, and the triggers act again. */
export const afterRows = (tables: readonly Table[], counters: readonly Counter[]): string =>
  [
    ...counters.flatMap(({ name, last }) =>
      last === null ? [] : [`select setval('${named(name)}', ${last});`],
    ),
    ...tables.map(({ name }) => `alter table ${named(name)} enable trigger user;`),
    '',
  ].join('\n')
