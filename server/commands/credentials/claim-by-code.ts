/** An administrator has the device in their hands and types the code printed on it, which is its secret and goes on no record. */
import type { Claim } from '../../../schema/commands/credentials.ts'
import type { CommandResult } from '../../../schema/commands/index.ts'
import type { Outcome } from '../../../schema/outcome.ts'
import type { Database } from '../../database/pool.ts'
import { run } from '../run.ts'
import type { By } from '../verb.ts'
import { knockWith } from './knocks.ts'

/** What nobody knocked with. */
const NO_KNOCK = 0

/** A code that fits nothing is answered by the command itself, which first looks whether one may claim at all. */
export async function claimByCode(
  database: Database,
  { printed, ...device }: Claim,
  by: By,
): Promise<Outcome<CommandResult<'credentials/claim'>>> {
  const device_knock_id = (await knockWith(database, { ...device, printed })) ?? NO_KNOCK
  return run(database, 'credentials/claim', { ...device, device_knock_id }, by)
}
