/** The floor to be measured: a Postgres of its own, set as ours is, and the bare program of programs/bare-ward.ts on it. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../server/database/embedded.ts'
import { freePorts } from '../journeys/hospital.ts'
import { withDatabase } from '../support/postgres.ts'
import { cpuMs, treeCpuMs } from './cpu.ts'
import { started, type Program } from './program.ts'
import type { BareWard } from './programs/bare-ward.ts'
import { BEDS_OF_UNIT, statements, type Cost } from './ward.ts'

export const BARE_ROW = `update bare set is_on = $on where thing = 'bed-$bed'`

export interface Bare {
  program: Program<BareWard>
  url: string
  mqttPort: number
  /** It lets in whoever comes. */
  secrets: readonly string[]
  databaseUrl: string
  cost(): Cost
  close(): Promise<void>
}

export async function openBare(beds: number): Promise<Bare> {
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-bare-'))
  chmodSync(folder, 0o755) // whoever Postgres runs as must be able to enter
  const postgres = await startEmbedded({ folder, log: () => undefined })
  const databaseUrl = withDatabase(postgres.url, 'bare')
  await statements(postgres.url, ['create database bare'])
  await statements(databaseUrl, [
    // Room beside each row, as our own table of latest values has.
    'create table bare (thing text primary key, is_on boolean not null default false, seq bigint not null default 0) with (fillfactor = 50)',
    `insert into bare (thing) select 'bed-' || n from generate_series(1, ${beds}) as n`,
    'create publication bare for table bare',
  ])
  const ports = await freePorts()
  const args = [databaseUrl, String(ports.http), String(ports.mqtt), String(BEDS_OF_UNIT)]
  const program = await started<BareWard>('bare-ward', args)
  const postmaster = Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  return {
    program,
    url: `http://127.0.0.1:${ports.http}`,
    mqttPort: ports.mqtt,
    secrets: [],
    databaseUrl,
    cost: () => ({ server: cpuMs(program.pid), postgres: treeCpuMs(postmaster) }),
    close: async () => {
      await program.stop()
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
