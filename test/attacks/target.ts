/** The whole server with all its doors, on a ward of one's own, for whoever wants to break in: put together as server/main.ts does. */
import { request, type createServer, type IncomingMessage, type RequestOptions } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import prom from 'prom-client'
import type { Grant } from '../../schema/access/roles.ts'
import { Doorman } from '../../server/access/doorman.ts'
import { Pairing } from '../../server/access/pairing.ts'
import { ticketsOf } from '../../server/access/own-ticket.ts'
import { Passwords } from '../../server/access/password.ts'
import { people } from '../../server/access/people.ts'
import { issueToken } from '../../server/access/tokens.ts'
import { looked } from '../../server/audit/look.ts'
import { claimByCode } from '../../server/commands/credentials/claim-by-code.ts'
import { recorded, run } from '../../server/commands/run.ts'
import { Feed } from '../../server/feed/feed.ts'
import { MllpDoor } from '../../server/intake/hl7/door.ts'
import { replayHl7 } from '../../server/intake/hl7/replay.ts'
import { forbidding } from '../../server/intake/http/headers.ts'
import { apiRoutes } from '../../server/intake/http/routes.ts'
import { site } from '../../server/intake/http/site.ts'
import { MqttDoor } from '../../server/intake/mqtt/door.ts'
import { Live } from '../../server/live/live.ts'
import { ask } from '../../server/queries/ask.ts'
import { answers } from '../../server/queries/index.ts'
import { webServer } from '../../server/tls/web-server.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { ALL } from '../support/keys.ts'

/** What a password costs to look at is password.test.ts' business. */
const LIGHT = { memoryCost: 1024, timeCost: 1, parallelism: 1 }

export interface Target {
  url: string
  ports: { http: number; hl7: number; mqtt: number }
  ward: Ward
  live: Live
  /** Each line of the log, as it is written. */
  log: string[]
  /** What a program sends that may do this. @param grants left out: everything, everywhere */
  program: (grants?: readonly Grant[]) => Promise<{ authorization: string }>
  stop: () => Promise<void>
}

export async function openTarget({ trustedProxies = [] as string[] } = {}): Promise<Target> {
  const ward = await openWard()
  const { database } = ward
  const lines: string[] = []
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString())
      done()
    },
  })
  const log = pino({ level: 'debug' }, sink)
  const doorman = new Doorman(database)
  let answer: Parameters<typeof createServer>[1] = (_request, response) => void response.end()
  const http = webServer(undefined, (...heard) => answer?.(...heard))
  const live = new Live(http, {
    demo: false,
    version: 'test',
    viewer: (headers) => doorman.viewer(headers),
    log,
  })
  http.prependListener('request', forbidding)
  const feed = new Feed({ url: ward.url, listener: live, log })
  await feed.start()
  const at = { database, host: '127.0.0.1', port: 0, log }
  const hl7 = new MllpDoor(at)
  const mqtt = new MqttDoor({ ...at, version: 'test' })
  const ports = { http: 0, hl7: (await hl7.start()).port, mqtt: (await mqtt.start()).port ?? 0 }
  const api = apiRoutes({
    run: (name, input, by) => run(database, name, input, by),
    answer: (name, input, viewer) => ask({ database, answers }, name, input, viewer),
    replay: (input, by) => replayHl7(database, input, by, log),
    claim: (input, by) => claimByCode(database, input, by),
    screens: {
      seen: () => live.roll.seen(),
      tell: async (order, by) => {
        await database.transaction((tx) => recorded(tx, 'screens/tell', order, by, { result: {} }))
        return live.roll.tell(order)
      },
    },
    board: (asked) => live.board(asked),
    took: (viewer, look) => looked(database, viewer, look),
    pairing: new Pairing(database),
    ticket: ticketsOf(database, { demo: false }),
    session: {
      doorman,
      demo: undefined,
      people: people({ database, oidc: undefined, passwords: new Passwords({ cost: LIGHT }), log }),
    },
    version: 'test',
    log,
  })
  answer = site({
    api,
    dist: '/nowhere',
    version: 'test',
    readiness: () => Promise.resolve({ ready: true, reasons: {} }),
    leaving: () => false,
    trustedProxies,
    known: doorman,
    metrics: prom.register,
    log,
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  ports.http = (http.address() as AddressInfo).port // it listens on TCP
  return {
    url: `http://127.0.0.1:${ports.http}`,
    ports,
    ward,
    live,
    log: lines,
    program: async (grants = ALL) => {
      const { token } = await issueToken(database, { name: 'a program', grants, days: 1, by: 'a test' })
      return { authorization: `Bearer ${token}` }
    },
    stop: async () => {
      await Promise.all([hl7.stop(), mqtt.stop(), feed.stop()])
      http.closeAllConnections()
      await live.stop()
      await ward.drop()
    },
  }
}

/** Asks with every header a test likes, also those that fetch forbids. */
export async function asking(
  url: string,
  { body, ...options }: RequestOptions & { body?: string | Buffer } = {},
): Promise<{ status: number; headers: IncomingMessage['headers']; text: string }> {
  const asked = request(url, { agent: false, ...options })
  asked.end(body)
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}
