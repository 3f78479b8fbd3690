/** A small hospital with an HL7 door, and what its beds say. */
import pino from 'pino'
import { run } from '../../server/commands/run.ts'
import type { Database } from '../../server/database/pool.ts'
import { MllpDoor } from '../../server/intake/hl7/door.ts'
import type { MllpLimits } from '../../server/intake/hl7/mllp.ts'
import { freshDatabase } from '../support/database.ts'
import { dial, type Peer } from './peer.ts'

export interface Ward {
  /** Of its database. */
  url: string
  database: Database
  /** Log lines, as objects. */
  lines: Record<string, unknown>[]
  peer(): Promise<Peer>
  port(): number
  /** Who is on record where now: "4W-1" → "ORANGE", also units without a bed: "ED" → "ORANGE". */
  beds(): Promise<Record<string, string>>
  stays(visit: string): Promise<string[]>
  /** Closes the door and opens another. */
  reopen(): Promise<void>
  inbound(): Promise<{ outcome: string; reason: string | null; answer: string | null; repeats: number }[]>
  /** Everything but the places. */
  clear(): Promise<void>
  drop(): Promise<void>
}

/** Deleting a handful of rows is many times faster than truncating tables; references need no looking at when all go. */
const CLEAR = `do $$
declare name text;
begin
  set local session_replication_role = replica;
  for name in select tablename from pg_tables where schemaname = 'public'
    and tablename not in ('migration', 'clock', 'site', 'unit', 'room', 'bed') loop
    execute format('delete from %I', name);
  end loop;
  update bed set staffed = true, block_reason = null, block_note = null, blocked_at = null
   where not staffed or blocked_at is not null;
end $$`

/** Site gh (Europe/London): unit 4W, room A with beds 4W-1 to 4W-4; unit ED without beds. */
export async function openWard(limits: Partial<MllpLimits> = {}): Promise<Ward> {
  const { database, url, drop } = await freshDatabase()
  const beds = ['4W-1', '4W-2', '4W-3', '4W-4'].map((bed) => ({ bed }))
  const laid = await run(
    database,
    'hospital/lay-out',
    {
      site: 'gh',
      name: 'General',
      time_zone: 'Europe/London',
      currency: 'GBP',
      units: [
        { unit: '4W', name: '4 West', kind: 'medical', rooms: [{ room: 'A', beds }] },
        { unit: 'ED', name: 'Emergency', kind: 'emergency', rooms: [] },
      ],
    },
    { door: 'system', who: 'test' },
  )
  if (!laid.ok) throw new Error(laid.message)
  const lines: Record<string, unknown>[] = []
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(JSON.parse(line) as never) })
  const another = (): MllpDoor => new MllpDoor({ database, port: 0, host: '127.0.0.1', log, limits })
  let door = another()
  let { port } = await door.start()
  const peers: Peer[] = []
  return {
    url,
    database,
    lines,
    async reopen() {
      await door.stop()
      door = another()
      ;({ port } = await door.start())
    },
    async peer() {
      const peer = await dial(port)
      peers.push(peer)
      return peer
    },
    port: () => port,
    async beds() {
      const rows = await database.rows<{ place: string; family: string }>(
        `select coalesce(b.code, u.code) as place, p.family
           from stay s join unit u using (unit_id) left join bed b on b.bed_id = s.bed_id
           join patient p using (patient_id) where s.cancelled_at is null and s.ended_at is null order by 1`,
      )
      return Object.fromEntries(rows.map(({ place, family }) => [place, family]))
    },
    async stays(visit) {
      const rows = await database.rows<{ place: string; began_at: string; ended_at: string | null }>(
        `select coalesce(b.code, u.code) as place, s.began_at, s.ended_at
           from stay s join unit u using (unit_id) left join bed b on b.bed_id = s.bed_id
           join encounter e using (encounter_id)
          where e.visit = $1 and s.cancelled_at is null and e.cancelled_at is null order by s.began_at`,
        [visit],
      )
      return rows.map(({ place, began_at, ended_at }) => `${place} ${began_at} ${ended_at ?? 'now'}`)
    },
    inbound: () => database.rows('select outcome, reason, answer, repeats from inbound order by inbound_id'),
    async clear() {
      await database.rows(CLEAR)
    },
    async drop() {
      await Promise.all(peers.map((peer) => peer.close()))
      await door.stop()
      await drop()
    },
  }
}
