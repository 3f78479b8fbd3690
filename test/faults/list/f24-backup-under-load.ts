/** F24: a backup is made under load and restored elsewhere: every row is what it was at the backup's position. */
import { join } from 'node:path'
import { makeBackup } from '../../../server/backup/make.ts'
import { verify } from '../../../server/backup/verify.ts'
import type { Fault } from '../fault.ts'

/** For what a bench's hospital holds; docs/backup.md says how it grows. */
const MADE_MS = 60_000
const RESTORED_MS = 60_000

export const backupUnderLoad: Fault = {
  id: 'F24',
  what: 'backup under load, restored elsewhere and compared',
  kind: 'fleet',
  async strike({ bench, measure, broken }) {
    const scaled = true
    const began = performance.now()
    const folder = join(bench.folder, 'backups')
    const made = await makeBackup(bench.databaseUrl(), { folder, most: 2, passphrase: undefined })
    const between = performance.now()
    measure({ what: 'made', value: between - began, limit: MADE_MS, unit: 'ms', scaled })
    await verify(made.file, undefined).catch((error: unknown) => broken(String(error)))
    const value = performance.now() - between
    measure({ what: 'restored and compared', value, limit: RESTORED_MS, unit: 'ms', scaled })
    return Date.now()
  },
}
