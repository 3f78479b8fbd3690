/**
 * `npm run broker-files -- --for mosquitto --to folder`: who may sign in at the hospital's own broker, and say what. Run it
 * when devices were given credentials or lost them (by a timer, say), then have the broker read its files again.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { Database } from '../database/pool.ts'
import { Unusable } from '../database/unusable.ts'
import { emqxFiles, mosquittoFiles } from './files.ts'
import { knownDevices, ownAccount } from './known.ts'

const brokers = { mosquitto: mosquittoFiles, emqx: emqxFiles } as const

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { for: { type: 'string' }, to: { type: 'string' } } })
  const { for: broker, to: folder } = values
  if ((broker !== 'mosquitto' && broker !== 'emqx') || folder === undefined)
    throw new Unusable('Say for which broker and to which folder: --for mosquitto (or emqx) --to folder.')
  const { databaseUrl, mqttUrl } = readConfig(undefined, [])
  if (databaseUrl === undefined)
    throw new Unusable('Set WARDROOM_DATABASE_URL: an outside broker goes with an outside database.')
  const database = new Database(databaseUrl, { max: 1, onError: () => undefined })
  try {
    const devices = await knownDevices(database)
    await mkdir(folder, { recursive: true })
    for (const [name, content] of Object.entries(brokers[broker](devices, ownAccount(mqttUrl)))) {
      // Whole or not at all: the broker may read it at any moment.
      await writeFile(join(folder, `${name}.new`), content, { mode: 0o640 })
      await rename(join(folder, `${name}.new`), join(folder, name))
    }
    process.stdout.write(`${devices.length} devices for ${broker}, in ${folder}\n`)
  } finally {
    await database.end()
  }
}

main().catch((error: unknown) => {
  const said = error instanceof Unusable ? error.message : error instanceof Error ? error.stack : error
  process.stderr.write(`${String(said)}\n`)
  process.exitCode = 1
})
