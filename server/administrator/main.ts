/**
 * `npm run administrator -- --login amira`, with the settings and options of the server whose database is meant: who can reach
 * both the machine and the database lets somebody in as administrator, by a link, whatever they lost. It is on record.
 */
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { webAt } from '../announce.ts'
import { Refused } from '../commands/refused.ts'
import { readConfig } from '../config.ts'
import { refuseUnfit } from '../database/fitness.ts'
import { onDatabase } from '../database/on-database.ts'
import { Database } from '../database/pool.ts'
import { Unusable } from '../database/unusable.ts'
import { letIn, type Whom } from './let-in.ts'

const HOW = 'Say whom: npm run administrator -- --login amira [--name "Amira Haddad"] [--empty]'

async function main(): Promise<void> {
  const { login, name, empty } = parsed()
  if (login === undefined) throw new Unusable(HOW)
  const config = readConfig(undefined, empty ? ['--empty'] : [])
  const who = `${userInfo().username}, at the machine`
  const link = await onDatabase(config, (url) => letInAt(url, { login, name, who }))
  console.log(`${login} is let in as administrator within 72 hours, once:`)
  console.log(`${webAt(config, config.port)}/welcome#${link}`)
}

async function letInAt(url: string, whom: Whom): Promise<string> {
  await refuseUnfit(url)
  const database = new Database(url, { max: 1, onError: () => undefined })
  try {
    return await letIn(database, whom)
  } finally {
    await database.end()
  }
}

function parsed(): { login?: string; name?: string; empty: boolean } {
  const text = { type: 'string' } as const
  const options = { login: text, name: text, empty: { type: 'boolean', default: false } } as const
  try {
    return parseArgs({ options }).values
  } catch (cause) {
    throw new Unusable(HOW, { cause })
  }
}

main().catch((error: unknown) => {
  // One sentence where a person can mend it; the whole story where only we can.
  console.error(error instanceof Unusable || error instanceof Refused ? error.message : error)
  process.exitCode = 1
})
