/**
 * Public HL7 messages that nobody here wrote, kept beside the project (../shared/samples) and never in it: sending them
 * all through a real door, and what became of each. Skipped where the folder is absent.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import pino from 'pino'
import { run } from '../../server/commands/run.ts'
import type { Database } from '../../server/database/pool.ts'
import { messagesIn } from '../../server/intake/hl7/batch.ts'
import { decodeText } from '../../server/intake/hl7/charset.ts'
import { MllpDoor } from '../../server/intake/hl7/door.ts'
import { parse, repetitions, said } from '../../server/intake/hl7/segments.ts'
import { until } from '../support/until.ts'
import { adt, codeOf, dial, type Peer } from './peer.ts'

export const samplesFolder = resolve(import.meta.dirname, '../../../shared/samples')
export const samplesAreThere = existsSync(join(samplesFolder, 'manifest.json'))

export interface Sample {
  file: string
  bytes: Buffer
}

/** Messages sent in this order to one hospital of their own. */
export interface Batch {
  name: string
  samples: Sample[]
}

/** One batch a project, and one for each of the ordered scenarios. */
export function batches(): Batch[] {
  const manifest = JSON.parse(readFileSync(join(samplesFolder, 'manifest.json'), 'utf8')) as {
    kind: string
    file: string
  }[]
  const grouped = new Map<string, Sample[]>()
  for (const { file } of manifest
    .filter(({ kind }) => kind === 'hl7v2')
    .sort((a, b) => (a.file < b.file ? -1 : 1))) {
    const folder = /\/Location\//.test(file) ? dirname(file) : (file.split('/')[0] ?? '')
    const samples = grouped.get(folder) ?? []
    grouped.set(folder, [...samples, ...messagesOf(file)])
  }
  return [...grouped].map(([name, samples]) => ({ name, samples }))
}

/** A file of one message is sent as it is, byte-order mark and all; a file of many, message by message. */
function messagesOf(file: string): Sample[] {
  const bytes = readFileSync(join(samplesFolder, file))
  const messages = messagesIn(bytes)
  return (messages.length > 1 ? messages : [bytes]).map((each) => ({ file, bytes: each }))
}

/** The same message under a control id of its own: samples of one author often share one. */
export function withControlId({ file, bytes }: Sample, id: string): Sample {
  const text = bytes.toString('latin1')
  const start = text.indexOf('MSH')
  if (start < 0) return { file, bytes }
  const end = text.slice(start).search(/[\r\n]/)
  const header = end < 0 ? text.slice(start) : text.slice(start, start + end)
  const fields = header.split(header[3] ?? '|')
  if (fields.length < 10 || fields[9] === '') return { file, bytes } // a missing id is the point of that sample
  fields[9] = id
  const rest = end < 0 ? '' : text.slice(start + end)
  return { file, bytes: Buffer.from(text.slice(0, start) + fields.join(header[3] ?? '|') + rest, 'latin1') }
}

export interface Fate {
  file: string
  kind: string
  /** MSA-1 of each answer, or "none", or "cut". */
  answer: string
  outcome: string
  reason: string | null
}

interface Recorded {
  kind: string
  outcome: string
  reason: string | null
  answer: string | null
  repeats: number
}

export interface Hospital {
  database: Database
  port: number
  send(sample: Sample): Promise<Fate>
  /** A good message, known to be so: whether it is applied. */
  probe(): Promise<boolean>
  close(): Promise<void>
}

/** A hospital whose units, rooms and beds are those the batch's own messages speak of, with an open HL7 door. */
export async function hospitalFor(batch: Batch, database: Database): Promise<Hospital> {
  await layOut(batch, database)
  const log = pino({ level: 'silent' })
  const door = new MllpDoor({ database, port: 0, host: '127.0.0.1', log })
  const { port } = await door.start()
  let peer: Peer = await dial(port)
  let probes = 0
  const onRecord = (hash: Buffer) =>
    database.row<Recorded>('select kind, outcome, reason, answer, repeats from inbound where hash = $1', [
      hash,
    ])
  const redial = async (): Promise<void> => {
    if (peer.closed()) peer = await dial(port)
  }
  return {
    database,
    port,
    async send({ file, bytes }) {
      await redial()
      const hash = createHash('sha256')
        .update(messagesIn(bytes)[0] ?? bytes)
        .digest()
      const before = await onRecord(hash)
      const answered = peer.answers.length
      peer.send(bytes)
      const row = await until(
        async () => {
          const now = await onRecord(hash)
          return now && now.repeats > (before?.repeats ?? -1) ? now : undefined
        },
        { what: `${file} to be on record`, timeoutMs: 20_000 },
      )
      const due = row.answer?.split(' ').length ?? 0
      await until(() => peer.answers.length >= answered + due, { what: `the answers to ${file}` })
      const codes = peer.answers.slice(answered).map(codeOf)
      if (row.reason === 'MSH: there is none') await until(() => peer.closed(), { what: 'the cut' })
      const answer = codes.length > 0 ? codes.join(' ') : peer.closed() ? 'cut' : 'none'
      return { file, kind: row.kind, answer, outcome: before ? 'repeated' : row.outcome, reason: row.reason }
    },
    async probe() {
      await redial()
      probes += 1
      const message = adt('A08', { mrn: 'PROBE', visit: '', id: `PROBE${probes}` }).replace(
        '|HIS|GH|',
        '|PROBE|PROBE|',
      )
      return codeOf(await peer.ask(message)) === 'AA'
    },
    async close() {
      await peer.close()
      await door.stop()
    },
  }
}

const ZONES: Record<string, string> = {
  'uclh-emap': 'Europe/London',
  'google-simhospital': 'Europe/London',
  'nextgen-connect': 'America/New_York',
  'hapi-hl7v2': 'Europe/Rome',
}

async function layOut(batch: Batch, database: Database): Promise<void> {
  const units = new Map<string, Map<string, Set<string>>>()
  for (const { bytes } of batch.samples) {
    for (const one of messagesIn(bytes)) {
      for (const segment of parse(decodeText(one, undefined).text)?.segments ?? []) {
        if (segment.name !== 'PV1') continue
        for (const location of [...repetitions(segment, 3), ...repetitions(segment, 6)]) {
          const unit = said(location, 1)?.slice(0, 40)
          const room = said(location, 2)?.slice(0, 40)
          const bed = said(location, 3)?.slice(0, 40)
          if (!unit) continue
          const rooms = units.get(unit) ?? new Map<string, Set<string>>()
          units.set(unit, rooms)
          if (bed) rooms.set(room ?? 'room', (rooms.get(room ?? 'room') ?? new Set()).add(bed))
        }
      }
    }
  }
  // A room of more than a hundred beds (a simulated ward) takes more than one command.
  const most = Math.max(
    0,
    ...[...units.values()].flatMap((rooms) => [...rooms.values()].map(({ size }) => size)),
  )
  for (let from = 0; from <= most; from += 100) {
    const laid = await run(
      database,
      'hospital/lay-out',
      {
        site: 'samples',
        name: batch.name,
        time_zone: ZONES[batch.name.split('/')[0] ?? ''] ?? 'UTC',
        currency: 'EUR',
        units: [...units].map(([unit, rooms]) => ({
          unit,
          name: unit,
          kind: 'other' as const,
          rooms: [...rooms].map(([room, beds]) => ({
            room,
            beds: [...beds].slice(from, from + 100).map((bed) => ({ bed: bedCode(unit, room, bed, rooms) })),
          })),
        })),
      },
      { door: 'system', who: 'samples' },
    )
    if (!laid.ok) throw new Error(`${batch.name}: ${laid.message} ${JSON.stringify(laid.details)}`)
  }
}

/** Unique on the site, as Wardroom wants it: unit-bed, with the room between where a unit has that bed in two rooms. */
function bedCode(unit: string, room: string, bed: string, rooms: Map<string, Set<string>>): string {
  const twice = [...rooms.values()].filter((beds) => beds.has(bed)).length > 1
  return (twice ? `${unit}-${room}-${bed}` : `${unit}-${bed}`).slice(0, 40)
}
