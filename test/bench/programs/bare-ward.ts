/**
 * The floor: the same parts without a line of Wardroom, in one process as Wardroom is. MQTT (aedes, PUBACK after the commit)
 * → one upsert in flight, what comes meanwhile is the next → pgoutput → Socket.IO, one emit a room a commit.
 * Arguments: database, port for HTTP, port for MQTT, beds a unit.
 */
import { createServer } from 'node:http'
import { createServer as createTcp } from 'node:net'
import { Aedes } from 'aedes'
import pg from 'pg'
import { PgoutputPlugin } from 'pg-logical-replication'
import { Server } from 'socket.io'
import { serve } from '../program.ts'
import type { Place } from './walls.ts'

const [database = '', httpPort = '0', mqttPort = '0', bedsOfUnit = '25'] = process.argv.slice(2)

// What goes out -------------------------------------------------------------------------------------------------------

const http = createServer()
// The page of bare-list comes from a port of its own.
const io = new Server(http, {
  perMessageDeflate: false,
  serveClient: false,
  transports: ['websocket'],
  cors: { origin: '*' },
})
const roomOf = ({ site, unit }: Place): string => unit ?? site
io.on('connection', (socket) => {
  socket.on('join', (place: Place, answer: (joined: boolean) => void) => {
    void socket.join(roomOf(place))
    answer(true)
  })
})
await new Promise<void>((resolve) => http.listen(Number(httpPort), '127.0.0.1', resolve))

interface Row {
  thing: string
  is_on: boolean
}

async function readLog(): Promise<void> {
  const config: pg.ClientConfig & { replication: string } = {
    connectionString: database,
    replication: 'database',
    options: '-c wal_sender_timeout=0', // it answers no keepalive
  }
  const client = new pg.Client(config)
  client.on('error', () => undefined) // the bench drops the database when it is done
  await client.connect()
  await client.query('CREATE_REPLICATION_SLOT bare TEMPORARY LOGICAL pgoutput')
  const plugin = new PgoutputPlugin({ protoVersion: 1, publicationNames: ['bare'] })
  let rows: Row[] = []
  client.connection.on('copyData', ({ chunk }: { chunk: Buffer }) => {
    if (chunk[0] !== 0x77) return // 'w': a message of the plugin, after 25 bytes
    const message = plugin.parse(chunk.subarray(25))
    if (message.tag === 'update') rows.push(message.new as Row) // the columns of the bench's own table
    if (message.tag !== 'commit') return
    tell(rows)
    rows = []
  })
  plugin.start(client, 'bare', '0/0').catch(() => undefined) // answered when the stream ends
}

function tell(rows: readonly Row[]): void {
  const units = new Map<string, Row[]>()
  for (const row of rows) {
    const unit = `U${Math.ceil(Number(row.thing.slice('bed-'.length)) / Number(bedsOfUnit))}`
    const together = units.get(unit)
    if (together) together.push(row)
    else units.set(unit, [row])
  }
  const said = (all: readonly Row[]): object[] => all.map(({ thing, is_on }) => ({ thing, on: is_on }))
  for (const [unit, all] of units) io.to(unit).emit('said', said(all))
  if (rows.length > 0) io.to('gh').emit('said', said(rows))
}

// What comes in -------------------------------------------------------------------------------------------------------

const pool = new pg.Pool({ connectionString: database, max: 2 })
const UPSERT = {
  name: 'upsert',
  text: `insert into bare as b (thing, is_on, seq)
         select * from unnest($1::text[], $2::boolean[], $3::bigint[])
         on conflict (thing) do update set is_on = excluded.is_on, seq = excluded.seq where b.seq < excluded.seq`,
}
interface Waiting extends Row {
  seq: number
  done: () => void
}
let waiting: Waiting[] = []
let writing = false

async function writeAll(): Promise<void> {
  writing = true
  await new Promise((resolve) => setImmediate(resolve))
  while (waiting.length > 0) {
    const batch = waiting
    waiting = []
    const latest = [...new Map(batch.map((one) => [one.thing, one])).values()]
    await pool.query({
      ...UPSERT,
      values: [latest.map((one) => one.thing), latest.map((one) => one.is_on), latest.map((one) => one.seq)],
    })
    for (const { done } of batch) done()
  }
  writing = false
}

const aedes = await Aedes.createBroker({
  authorizePublish: (_client, { topic, payload }, done) => {
    if (!topic.endsWith('/exit-alarm')) return done(null)
    const { seq, active } = JSON.parse(payload.toString()) as { seq: number; active: boolean }
    waiting.push({ thing: topic.split('/')[3] ?? '', is_on: active, seq, done: () => done(null) })
    if (!writing) void writeAll()
  },
})
const tcp = createTcp((socket) => void aedes.handle(socket.setNoDelay(true)))
await new Promise<void>((resolve) => tcp.listen(Number(mqttPort), '127.0.0.1', resolve))

await readLog()
/** A new fleet counts from the beginning. */
const forget = async (): Promise<void> => void (await pool.query('update bare set seq = 0, is_on = false'))
const verbs = { forget }
export type BareWard = typeof verbs
serve(verbs)
