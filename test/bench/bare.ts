/**
 * The floor: what Socket.IO, a browser and (with a database) pgoutput take by themselves, without a line of Wardroom.
 *
 * Says again to everyone what a client says. With a database as argument it also reads that database's log through a
 * temporary slot and says each committed row. Serves a page that sets one text node for each thing it hears.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { PgoutputPlugin } from 'pg-logical-replication'
import { Server } from 'socket.io'

const PAGE = `<!doctype html><meta charset="utf-8"><title>bare</title><body><script src="/socket.io/socket.io.min.js"></script>
<script>
const cells = new Map()
io({ transports: ['websocket'] }).on('said', ({ thing, value }) => {
  let cell = cells.get(thing)
  if (!cell) {
    cell = document.createElement('p')
    cell.dataset.bed = thing
    cell.append('')
    document.body.append(cell)
    cells.set(thing, cell)
  }
  cell.firstChild.data = value
})
</script>`

const http = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html')
  response.end(PAGE)
})
const io = new Server(http, { perMessageDeflate: false })
io.on('connection', (socket) => socket.on('say', (said) => io.emit('said', said)))
await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))

const [database] = process.argv.slice(2)
if (database !== undefined) await readLog(database)
process.on('disconnect', () => process.exit(0))
process.send?.(`http://127.0.0.1:${(http.address() as AddressInfo).port}`) // it listens on TCP

async function readLog(connectionString: string): Promise<void> {
  const config: pg.ClientConfig & { replication: string } = { connectionString, replication: 'database' }
  const client = new pg.Client(config)
  client.on('error', () => undefined) // the bench drops the database when it is done
  await client.connect()
  await client.query('CREATE_REPLICATION_SLOT bare TEMPORARY LOGICAL pgoutput')
  const plugin = new PgoutputPlugin({ protoVersion: 1, publicationNames: ['bare'] })
  let rows: object[] = []
  client.connection.on('copyData', ({ chunk }: { chunk: Buffer }) => {
    if (chunk[0] !== 0x77) return // 'w': a message of the plugin, after 25 bytes; keepalives need no answer for a minute
    const message = plugin.parse(chunk.subarray(25))
    if (message.tag === 'update') rows.push(message.new)
    if (message.tag !== 'commit') return
    for (const { thing, is_on } of rows as { thing: string; is_on: boolean }[])
      // the columns of the bench's own table
      io.emit('said', { thing, value: is_on ? 'on' : 'off' })
    rows = []
  })
  plugin.start(client, 'bare', '0/0').catch(() => undefined) // answered when the stream ends
}
