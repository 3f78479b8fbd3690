/**
 * Commits rows as psql or another system would: one transaction each, stamped right before its COMMIT leaves.
 * Arguments: database, how many beds, and the statement with $bed and $on in it.
 */
import pg from 'pg'
import { machineClock } from '../clock.ts'
import { noMoments, note, type Moments } from '../latency.ts'
import { serve } from '../program.ts'
import { atMoments, taking, type Burst } from './poisson.ts'

const [url = '', count = '0', statement = ''] = process.argv.slice(2)
const CONNECTIONS = 8
const clock = machineClock()
const next = taking(Number(count))

/** A connection commits one after the other; a bed keeps to its connection, so that its values stay in order. */
interface Lane {
  client: pg.Client
  queue: Promise<unknown>
}
const lanes = await Promise.all(
  Array.from({ length: CONNECTIONS }, async (): Promise<Lane> => {
    const client = new pg.Client({ connectionString: url, application_name: 'bench writer' })
    await client.connect()
    return { client, queue: Promise.resolve() }
  }),
)

/** Writes a burst, and waits until all of it is committed. */
async function burst(what: Burst): Promise<Moments> {
  const sent = noMoments()
  await atMoments(what, clock, () => {
    const { bed, on } = next()
    const lane = lanes[bed % CONNECTIONS]
    if (lane) lane.queue = lane.queue.then(() => write(lane.client, bed, on, sent))
  })
  await Promise.all(lanes.map(({ queue }) => queue))
  return sent
}

async function write(client: pg.Client, bed: number, on: boolean, sent: Moments): Promise<void> {
  // Both values are our own numbers and flags: in the text, so that begin and update travel as one message.
  await client.query(`begin; ${statement.replaceAll('$bed', String(bed)).replaceAll('$on', String(on))}`)
  note(sent, bed, on, clock())
  await client.query('commit')
}

const verbs = { burst }
export type Writer = typeof verbs
serve(verbs)
