/**
 * `npm run audit:verify`, with the settings and options of the server whose database is meant: walks the record, and holds
 * it against what was noted outside. Ends with 1 when it is not whole.
 */
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { onDatabase } from '../database/on-database.ts'
import { headsIn } from '../backup/heads.ts'
import { passphraseIn } from '../backup/sealed.ts'
import { Unusable } from '../database/unusable.ts'
import { notedHeads } from './heads.ts'
import { verify } from './verify.ts'

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { empty: { type: 'boolean', default: false }, heads: { type: 'string' } },
  })
  const config = readConfig(undefined, values.empty ? ['--empty'] : [])
  const file = values.heads ?? config.auditHeads
  const { folder, keyFile } = config.backup
  const passphrase = keyFile === undefined ? undefined : await passphraseIn(keyFile)
  const heads = [...(await notedHeads(file)), ...(await headsIn(folder, passphrase))].sort(
    (a, b) => a.audit_id - b.audit_id,
  )
  const { head, wrong } = await onDatabase(config, (url) => verify(url, heads))
  if (wrong !== undefined)
    throw new Unusable(`The record is not whole: ${wrong}.\nUp to row ${head.audit_id} it is.`)
  console.log(`whole: ${head.audit_id} rows, the last ${head.hash}`)
  const last = heads.at(-1)
  console.log(
    last
      ? `as noted outside ${heads.length} times, last at ${last.at} (row ${last.audit_id})`
      : `nothing was noted in ${file}, nor in a backup: that its tail is there is not proved`,
  )
}

main().catch((error: unknown) => {
  // One sentence where a person can mend it; the whole story where only we can.
  console.error(error instanceof Unusable ? error.message : error)
  process.exitCode = 1
})
