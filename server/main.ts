/** Builds the parts by hand, starts them in order, stops them in reverse. The only file that knows them all. */
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import prom from 'prom-client'
import { Nightly } from './backup/nightly.ts'
import { backUpInItsProcess } from './backup/process.ts'
import { passphraseIn } from './backup/sealed.ts'
import { announce } from './announce.ts'
import { Audit } from './audit/audit.ts'
import { looked } from './audit/look.ts'
import { Looks } from './audit/looks.ts'
import { Clock } from './commands/clock/clock.ts'
import { claimByCode } from './commands/credentials/claim-by-code.ts'
import { callerThrough } from './access/address.ts'
import { Doorman } from './access/doorman.ts'
import { setUpLink } from './access/entry.ts'
import { ticketsOf } from './access/own-ticket.ts'
import { Pairing } from './access/pairing.ts'
import { people } from './access/people.ts'
import { WallsSeen } from './access/wall-keys.ts'
import { run } from './commands/run.ts'
import { seenBy, tellScreen } from './commands/walls/tell-screen.ts'
import { readConfig, type Config } from './config.ts'
import { KeptLog } from './database/kept-log.ts'
import { migrate } from './database/migrate.ts'
import { openDatabase } from './database/open.ts'
import { Database } from './database/pool.ts'
import { diskOf, Room } from './database/room.ts'
import { Rota } from './database/rota.ts'
import { Unusable } from './database/unusable.ts'
import { DemoOnDuty } from './demo/on-duty.ts'
import { Feed } from './feed/feed.ts'
import { hearing } from './feed/hearing.ts'
import { MllpDoor } from './intake/hl7/door.ts'
import { replayHl7 } from './intake/hl7/replay.ts'
import { forbidding } from './intake/http/headers.ts'
import { apiRoutes } from './intake/http/routes.ts'
import { site, type Readiness } from './intake/http/site.ts'
import { SEATS } from './intake/mqtt/client.ts'
import { MqttDoor } from './intake/mqtt/door.ts'
import { Live } from './live/live.ts'
import { openLog } from './log.ts'
import { Outgoing } from './outgoing/outgoing.ts'
import { webhooksTo } from './outgoing/where-to.ts'
import { Certificate } from './tls/certificate.ts'
import { warnOfPlain } from './tls/plain.ts'
import { webServer } from './tls/web-server.ts'
import { ask } from './queries/ask.ts'
import { doorsAt, whereDevicesConnect } from './queries/doors.ts'
import { answers, type Answers } from './queries/index.ts'
import { Ending } from './ending.ts'
import { builtWeb, DIST } from './web-build.ts'
import { instruments } from './instruments.ts'
import { Outage } from './outage.ts'

/** Screens say so at the same lag (web/lib/liveness.ts). */
const BEHIND_MS = 15_000

/** All who ask the database do so each second or two. */
const DATABASE_STEADY_MS = 2500

const ending = new Ending()
/** Where there are other servers: before screens leave, a balancer knows from /readyz that this one ends, and sends none back here. */
const NOTICED_MS = 1100
/** Then so long it still answers HTTP, for whoever is sent here all the same. */
const FAREWELL_MS = 2500

async function main(): Promise<void> {
  const config = readConfig()
  const log = openLog(config.logLevel)
  const say = (text: string, fields: object = {}): void => log.info(fields, text)
  ending.onSignals(log, () => starting)
  if (config.backup.keyFile !== undefined) await passphraseIn(config.backup.keyFile) // said now, and not at two at night

  const certificate = config.tls && (await Certificate.open(config.tls, log))
  ending.after('certificate', async () => certificate?.stop())
  warnOfPlain(config, log)

  const [version, { url, data }] = await Promise.all([
    builtWeb(() => say('building the web application (once after each change)')),
    openDatabase(config, say, (stop) => ending.after('embedded Postgres', stop)),
  ])
  ending.goOn()
  const migrated = await migrate(url)
  if (migrated.length > 0) say(`the database was brought up to date: ${migrated.join(', ')}`)
  // Two servers on one machine differ by their port.
  const serverId = `${hostname()}-${config.port}`
  const room = new Room(log, data === undefined ? undefined : diskOf(data))
  await room.start()
  ending.after('the look at the disk', async () => room.stop())
  const away = new Outage({
    what: 'the database',
    meanwhile: 'nothing is taken or changed, and screens say how old their picture is',
    steadyMs: DATABASE_STEADY_MS,
    log,
  })
  const brokerAway = new Outage({ what: 'the broker', meanwhile: 'no device is heard', log })
  const redisAway = new Outage({
    what: 'Redis',
    meanwhile: 'screens of other servers cannot be told anything; boards go on',
    log,
  })
  const database = new Database(url, {
    room,
    outage: away,
    onError: (err) => log.debug({ err }, 'a database connection broke; it is replaced'),
  })
  ending.after('database connections', () => database.end())
  const keptLog = new KeptLog(database, log, () => room.disk?.size)
  keptLog.start()
  ending.after('the look at the log', () => keptLog.stop())
  const doorman = new Doorman(database)
  const looks = new Looks(database, log)
  ending.after('what was looked at', () => looks.stop())

  // Listened with once, before the live side takes its own requests out of the server's: whoever listens after it would
  // answer a long-polling screen a second time, and writing twice to one answer ends the process.
  let answer: RequestListener = (_request, response) => void response.writeHead(503).end()
  const http = webServer(certificate?.door(), (request, response) => answer(request, response))
  const live = new Live(http, {
    demo: config.demo !== undefined,
    version,
    coalesceMs: config.coalesceMs,
    server: serverId,
    ...(config.redisUrl !== undefined && { redis: { url: config.redisUrl, outage: redisAway } }),
    room: () => room.left,
    viewer: (headers) => doorman.viewer(headers),
    looks: (viewer, look) => looks.seen(viewer, look),
    caller: callerThrough(config.trustedProxies),
    log,
  })
  ending.after('screens', () => live.stop())
  const wallsSeen = new WallsSeen({ database, here: () => live.roll.walls(), log })
  ending.after('the look at walls', async () => wallsSeen.stop())
  http.prependListener('request', forbidding) // the live side answers too
  // The door for devices opens later; until then nobody came in by it.
  const told: { door?: MqttDoor['credentials'] } = {}
  const listener = hearing(live, 'device_credential', {
    anew: () => told.door?.anew(),
    stands: (row) => told.door?.stands(row),
    gone: (row) => told.door?.gone(row),
  })
  const feed = new Feed({ url, listener, log })
  await feed.start()
  ending.after('feed', () => feed.stop())
  const rota = new Rota({ url, log, outage: away, seats: config.mqttUrl === undefined ? 0 : SEATS })
  await rota.start()
  ending.after('rota', () => rota.stop())
  const clock = new Clock({ database, rota, log, readingsDays: config.readingsDays })
  clock.start()
  ending.after('clock', () => clock.stop())

  const audit = new Audit({ database, rota, heads: config.auditHeads, server: serverId, version, log })
  await audit.start()
  ending.after('record', () => audit.stop())

  ending.goOn()
  const { host, tls } = config
  const hl7 = new MllpDoor({
    database,
    host: config.plainHost,
    port: config.hl7Port,
    tls: tls && certificate && { host, port: tls.hl7Port, door: certificate.door('hl7') },
    strangers: config.hl7Strangers,
    refused: audit.refused,
    log,
  })
  const hl7Port = (await portOr(hl7.start(), 'WARDROOM_HL7_PORT', config.hl7Port)).port
  ending.after('HL7 door', () => hl7.stop(), { beside: true })
  if (tls) await portOr(hl7.startTls(), 'WARDROOM_HL7_TLS_PORT', tls.hl7Port)
  const outgoing = new Outgoing({ database, rota, log, webhooks: webhooksTo(config.webhookNetworks) })
  outgoing.start()
  ending.after('messages to other systems', () => outgoing.stop(), { beside: true })
  const mqtt = new MqttDoor({
    database,
    host: config.plainHost,
    port: config.mqttPort,
    tls: tls && certificate && { host, port: tls.mqttPort, door: certificate.door('mqtt') },
    refused: audit.refused,
    log,
    version,
    ...(config.mqttUrl !== undefined && {
      outside: { url: config.mqttUrl, rota, serverId, outage: brokerAway },
    }),
  })
  told.door = mqtt.credentials
  const mqttPort = (await portOr(mqtt.start(), 'WARDROOM_MQTT_PORT', config.mqttPort)).port
  ending.after('MQTT door', () => mqtt.stop(), { beside: true })
  if (tls) await portOr(mqtt.startTls(), 'WARDROOM_MQTT_TLS_PORT', tls.mqttPort)

  const demo =
    config.demo &&
    new DemoOnDuty(
      {
        database,
        run: (name, input, by) => run(database, name, input, by),
        mqttUrl: config.mqttUrl ?? `mqtt://127.0.0.1:${String(mqttPort)}`,
        ...config.demo,
        log,
      },
      rota,
    )

  const { at, folder } = config.backup
  const make = (stop: AbortSignal): Promise<string> => backUpInItsProcess(process.argv.slice(2), stop)
  const nightly = at && new Nightly({ database, rota, at, folder, make, log })
  nightly?.start()
  ending.after('nightly backup', async () => nightly?.stop(), { beside: true })

  const peopleHere = people({ database, oidc: config.oidc, log })
  const registry = instruments({
    live,
    signIn: peopleHere.signIn,
    mqtt,
    rota,
    nightly,
    room,
    keptLog,
    certificate,
    audit,
  })
  const readiness = async (): Promise<Readiness> => {
    const reasons: Record<string, string> = {}
    await database.row('select 1').catch(() => (reasons.database = 'does not answer'))
    const { live: follows, lag_ms, warning } = live.health
    if (!follows) reasons.feed = 'not live'
    else if (lag_ms > BEHIND_MS) reasons.feed = `${Math.round(lag_ms / 1000)} s behind the database`
    if (ending.begun) reasons.draining = 'it ends; others are there'
    const warnings: Record<string, string> = {}
    if (nightly?.warning !== undefined) warnings.backup = nightly.warning
    if (warning !== undefined) warnings.feed = warning
    if (keptLog.warning !== undefined) warnings.log = keptLog.warning
    if (room.warning !== undefined) warnings.disk = room.warning
    const audited = audit.warning ?? looks.warning
    if (audited !== undefined) warnings.audit = audited
    if (certificate?.warning !== undefined) warnings.certificate = certificate.warning
    if (brokerAway.warning !== undefined) warnings.broker = brokerAway.warning
    if (redisAway.warning !== undefined) warnings.redis = redisAway.warning
    return {
      ready: Object.keys(reasons).length === 0,
      reasons,
      ...(Object.keys(warnings).length > 0 && { warnings }),
      ...(demo && { demo: demo.state }),
    }
  }
  const mqttAt = { url: config.mqttUrl, port: mqttPort ?? config.mqttPort, tlsPort: tls?.mqttPort }
  const doors = doorsAt({ hl7_port: hl7Port, mqtt: whereDevicesConnect(mqttAt) })
  const asked: Answers = { ...answers, doors }
  const api = apiRoutes({
    run: (name, input, by) => run(database, name, input, by),
    answer: (name, input, viewer) => ask({ database, answers: asked }, name, input, viewer),
    replay: (input, by) => replayHl7(database, input, by, log),
    claim: (input, by) => claimByCode(database, input, by),
    screens: {
      seen: async (viewer) => seenBy(viewer, await live.roll.seen()),
      tell: async (order, by) => {
        await database.transaction((tx) => tellScreen(tx, order, by))
        return live.roll.tell(order)
      },
    },
    board: (request) => live.board(request),
    took: (viewer, look) => looked(database, viewer, look),
    ...(demo && { demo }),
    session: {
      doorman,
      demo: config.demo && (config.demoOpen ? 'anywhere' : 'here'),
      people: peopleHere,
    },
    pairing: new Pairing(database),
    ticket: ticketsOf(database, { demo: config.demo !== undefined }),
    version,
    log,
  })
  answer = site({
    api,
    dist: DIST,
    version,
    readiness,
    leaving: () => ending.begun,
    trustedProxies: config.trustedProxies,
    known: doorman,
    metrics: registry,
    log,
  })
  const setUp = config.demo ? undefined : await setUpLink(database)
  const port = await portOr(listening(http, config), 'WARDROOM_PORT', config.port)
  const farewell = async (): Promise<void> => {
    const others = rota.servers > 1
    if (others) await pause(NOTICED_MS)
    await Promise.all([live.leave(), pause(others ? FAREWELL_MS : 0)])
  }
  ending.after('screens, on their way to other servers', farewell, { beside: true })

  announce({ config, say, port, mqttPort, hl7Port, psql: url, setUp })
  if (demo) {
    ending.after('demo hospital', () => demo.stop())
    demo.start()
  }
}

async function listening(http: Server, { host, port }: Config): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, resolve)
  })
  return (http.address() as AddressInfo).port // it listens on TCP
}

/** A port that is taken or forbidden is said with the name of its setting. */
async function portOr<T>(starting: Promise<T>, setting: string, port: number): Promise<T> {
  try {
    return await starting
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EADDRINUSE')
      throw new Unusable(`Port ${port} is taken. Set ${setting} to another, or stop what uses it.`, { cause })
    if (code === 'EACCES')
      throw new Unusable(`Port ${port} needs privileges. Set ${setting} to one above 1023.`, { cause })
    if (code === 'EADDRNOTAVAIL')
      throw new Unusable(`WARDROOM_HOST is no address of this machine.`, { cause })
    throw cause
  }
}

prom.collectDefaultMetrics()
const starting = main()
starting.catch(async (error: unknown) => {
  if (ending.begun) return // a part that was starting when we were told to stop
  // One sentence where a person can mend it; the whole story where only we can.
  console.error(error instanceof Unusable ? `Wardroom cannot start. ${error.message}` : error)
  await ending.stop(undefined)
  process.exit(1)
})
