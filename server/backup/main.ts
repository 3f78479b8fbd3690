/**
 * The commands of docs/backup.md, with the settings and options of the server whose database is meant:
 *
 *   npm run backup
 *   npm run verify -- FILE
 *   npm run rebuild -- FILE
 *   npm run restore -- FILE [--replace]
 */
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig, type Config } from '../config.ts'
import { startEmbedded } from '../database/embedded.ts'
import { refuseUnfit } from '../database/fitness.ts'
import { onDatabase } from '../database/on-database.ts'
import { Unusable } from '../database/unusable.ts'
import { rebuildBackup, type Rebuilt } from '../rebuild/rebuild.ts'
import { inWords } from './folder.ts'
import { makeBackup } from './make.ts'
import { restore } from './restore.ts'
import type { Head, Tail } from './script.ts'
import { passphraseIn } from './sealed.ts'
import { verify } from './verify.ts'

const say = (text: string): void => console.log(text)

async function main(): Promise<void> {
  const { positionals, values } = parsed()
  const [command, file, ...rest] = positionals
  const config = readConfig(undefined, values.empty ? ['--empty'] : [])
  const { folder, keep: most, keyFile } = config.backup
  const passphrase = keyFile === undefined ? undefined : await passphraseIn(keyFile)
  if (command === 'backup' && file === undefined) {
    const made = await onDatabase(config, async (url) => {
      await refuseUnfit(url)
      return makeBackup(url, { folder, most, passphrase })
    })
    const removed = made.removed.length === 0 ? '' : `; ${made.removed.length} older ones made way`
    say(`${madeOf(made)} in ${relative('', made.file)} (${inWords(made.bytes)})${removed}`)
  } else if (command === 'verify' && file !== undefined && rest.length === 0) {
    const proved = await verify(file, passphrase)
    say(`${madeOf(proved)}: whole`)
    say('restored into a Postgres of its own, under all constraints, and read back row for row')
    say(broughtUp(proved.migrated))
  } else if (command === 'rebuild' && file !== undefined && rest.length === 0) {
    sayRebuilt(await rebuildBackup(file, passphrase))
  } else if (command === 'restore' && file !== undefined && rest.length === 0) {
    const { replace } = values
    const done = await aloneOnDatabase(config, (url) => restore({ url, file, passphrase, replace }))
    say(`restored ${madeOf(done)}`)
    say(broughtUp(done.migrated))
    if (done.aside !== undefined)
      say(
        `what was there is kept in the schema ${done.aside}; "drop schema ${done.aside} cascade" lets it go`,
      )
    say(`ask the other systems to send again what they sent since ${done.head.made_at}; nothing counts twice`)
  } else {
    throw new Unusable('The commands are: backup, verify FILE, rebuild FILE, restore FILE [--replace].')
  }
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { empty: { type: 'boolean', default: false }, replace: { type: 'boolean', default: false } },
    })
  } catch (cause) {
    throw new Unusable(
      `${cause instanceof Error ? cause.message : 'Unknown option'}. The options are --empty (as for npm start) and --replace.`,
      { cause },
    )
  }
}

/** Alone: what is to be replaced is nobody's meanwhile. */
async function aloneOnDatabase<T>(
  { data, databaseUrl }: Config,
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (databaseUrl !== undefined) {
    await refuseUnfit(databaseUrl)
    return work(databaseUrl)
  }
  const postgres = await startEmbedded({ folder: data, log: say })
  try {
    return await work(postgres.url)
  } finally {
    await postgres.stop()
  }
}

/** @throws Unusable when it is not the same, after all of it was said. */
function sayRebuilt({ acts, messages, readings, otherwise, differences }: Rebuilt): void {
  say(`done again from the record: ${acts} acts, ${messages} messages, ${readings} readings`)
  for (const sentence of otherwise) say(`- ${sentence}`)
  for (const { table, count, onlyThen, onlyNow } of differences) {
    say(`- ${table}: ${count} rows differ`)
    for (const row of onlyThen) say(`    stands, and is not on record: ${row}`)
    for (const row of onlyNow) say(`    is on record, and does not stand: ${row}`)
  }
  if (otherwise.length + differences.length > 0)
    throw new Unusable('What stands is not all on record. docs/backup.md says what that may mean.')
  say('what stands is what the record says, table for table')
}

function madeOf({ head, tail }: { head: Head; tail: Tail }): string {
  const tables = Object.values(tail.tables)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const schema = head.migrations.at(-1)?.name ?? 'no schema'
  return `${rows} rows of ${tables.length} tables (${schema}), as committed up to ${head.lsn} at ${head.made_at}`
}

const broughtUp = (migrated: readonly string[]): string =>
  migrated.length === 0
    ? 'its schema is that of this Wardroom'
    : `its schema was brought up to that of this Wardroom: ${migrated.join(', ')}`

main().catch((error: unknown) => {
  // One sentence where a person can mend it; the whole story where only we can.
  console.error(error instanceof Unusable ? error.message : error)
  process.exitCode = 1
})
