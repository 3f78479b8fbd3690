/**
 * `node --import tsx test/hl7/send-samples.ts`: sends every HL7 message of the public samples over real MLLP to real doors,
 * and prints what became of them: as they are, and once more with a control id of its own for each. No message content.
 */
import pg from 'pg'
import { Database } from '../../server/database/pool.ts'
import { startEmbedded } from '../../server/database/embedded.ts'
import { migrate } from '../../server/database/migrate.ts'
import { clear, ownFolder } from '../support/leftovers.ts'
import { expectedStays, recordedStays, type Stay } from './expected.ts'
import { batches, hospitalFor, samplesAreThere, withControlId, type Batch, type Fate } from './samples.ts'

const say = (line = ''): void => void process.stdout.write(`${line}\n`)

if (!samplesAreThere) {
  say('There are no samples at ../shared/samples; nothing to send.')
  process.exit(0)
}
const folder = ownFolder()
const server = await startEmbedded({ folder, log: () => undefined })
try {
  for (const own of [false, true]) {
    say(own ? '## Each with a control id of its own' : '## As they are')
    say()
    say(
      '| folder | type | sent | AA | CA | AE | AR | CR/CE | no answer | applied | stored | quarantined | refused | repeated |',
    )
    say('|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|')
    const all: { batch: Batch; fates: Fate[]; probes: boolean[]; stays: Stay[] }[] = []
    for (const batch of batches()) all.push({ batch, ...(await sent(batch, own)) })
    for (const { batch, fates } of all) {
      for (const kind of [...new Set(fates.map((fate) => fate.kind))].sort()) {
        line(
          batch.name,
          kind,
          fates.filter((fate) => fate.kind === kind),
        )
      }
    }
    line(
      'all',
      'ADT',
      all.flatMap(({ fates }) => fates).filter(({ kind }) => kind.startsWith('ADT')),
    )
    line(
      'all',
      'all',
      all.flatMap(({ fates }) => fates),
    )
    say()
    say('Reasons:')
    const reasons = all.flatMap(({ batch, fates }) =>
      fates.flatMap(({ outcome, reason }) =>
        reason === null ? [] : [`${batch.name}, ${outcome}: ${general(reason)}`],
      ),
    )
    for (const reason of [...new Set(reasons)].sort()) {
      say(`- ${reasons.filter((each) => each === reason).length} × ${reason}`)
    }
    say()
    const probes = all.flatMap((each) => each.probes)
    say(
      `A good message right after a bad one: handled ${probes.filter(Boolean).length} of ${probes.length} times.`,
    )
    say()
    for (const { batch, stays } of all.filter((each) => each.batch.name.includes('/Location/'))) {
      say(`Scenario ${batch.name}`)
      say('| expected by its author | on record |')
      say('|---|---|')
      const expected = expectedStays(batch).stays
      for (let i = 0; i < Math.max(expected.length, stays.length); i += 1)
        say(`| ${shown(expected[i])} | ${shown(stays[i])} |`)
      say()
    }
  }
} finally {
  await server.stop()
  clear(folder)
}

async function sent(
  batch: Batch,
  own: boolean,
): Promise<{ fates: Fate[]; probes: boolean[]; stays: Stay[] }> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query('drop database if exists samples with (force)')
  await client.query('create database samples')
  await client.end()
  const url = server.url.replace('/wardroom?', '/samples?')
  await migrate(url)
  const database = new Database(url, { max: 4, onError: () => undefined })
  const hospital = await hospitalFor(batch, database)
  try {
    const fates: Fate[] = []
    const probes: boolean[] = []
    for (const [i, sample] of batch.samples.entries()) {
      const fate = await hospital.send(own ? withControlId(sample, `S${i}`) : sample)
      fates.push(fate)
      if (fate.reason !== null) probes.push(await hospital.probe())
    }
    const visit = batch.name.includes('/Location/') ? expectedStays(batch).visit : ''
    return { fates, probes, stays: await recordedStays(database, visit) }
  } finally {
    await hospital.close()
    await database.end()
  }
}

function line(folder: string, kind: string, fates: Fate[]): void {
  const answered = (pattern: RegExp): number => fates.filter(({ answer }) => pattern.test(answer)).length
  const became = (outcome: string): number => fates.filter((fate) => fate.outcome === outcome).length
  const cells = [
    ...[/AA/, /CA/, /AE/, /AR/, /CR|CE/, /none|cut/].map(answered),
    ...['applied', 'stored', 'quarantined', 'refused', 'repeated'].map(became),
  ]
  say(`| ${folder} | ${kind} | ${fates.length} | ${cells.join(' | ')} |`)
}

/** Without the values: beds and instants differ, the reason is the same. */
function general(reason: string): string {
  return reason
    .replaceAll(/"[^"]*"/g, '"…"')
    .replace(/ in unit .*/, ' in unit …')
    .replace(/ in bed .*? since .*?Z/, ' in bed … since …')
}

function shown(stay: Stay | undefined): string {
  return stay ? `${stay.place} ${stay.from} to ${stay.until ?? 'now'}` : 'nowhere'
}
