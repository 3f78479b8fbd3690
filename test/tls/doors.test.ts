/** S20: what TLS refuses, at the three doors: HTTPS, MQTT and HL7; and certificates that are renewed while it runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { connect as dialPlain, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../server/commands/run.ts'
import { MllpDoor } from '../../server/intake/hl7/door.ts'
import type { MqttDoor } from '../../server/intake/mqtt/door.ts'
import { Certificate } from '../../server/tls/certificate.ts'
import { webServer } from '../../server/tls/web-server.ts'
import { openDoor, quiet } from '../mqtt/ward.ts'
import { Authority, type Issued } from '../support/certificates.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'wardroom-tls-'))
const path = (name: string): string => join(folder, name)
const authority = new Authority('Hospital')
const strangers = new Authority('Somebody else')
const hosts = ['localhost']
const files = {
  cert: path('cert.pem'),
  key: path('key.pem'),
  clients: { hl7: path('hl7.pem'), mqtt: path('mqtt.pem') },
}
const install = ({ cert, key }: Pick<Issued, 'cert' | 'key'>): void => {
  writeFileSync(files.cert, cert)
  writeFileSync(files.key, key)
}
const first = authority.issue({ name: 'wardroom', hosts })
const interfaceEngine = authority.issue({ name: 'engine' })

let ward: FreshDatabase
let certificate: Certificate
let mqtt: MqttDoor
let hl7: MllpDoor
const answer: RequestListener = (_request, response) => void response.end('a page')
let https: ReturnType<typeof webServer>
const ports = { https: 0, mqtt: 0, hl7: 0 }
type Door = keyof typeof ports

beforeAll(async () => {
  install(first)
  for (const file of Object.values(files.clients)) writeFileSync(file, authority.cert)
  ward = await freshDatabase()
  certificate = await Certificate.open(files, quiet, { lookMs: 20 })
  https = webServer(certificate.door(), answer)
  await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve))
  ports.https = (https.address() as AddressInfo).port // it listens on TCP
  const at = { host: '127.0.0.1', port: 0 }
  ;({ door: mqtt } = await openDoor(ward.database, { tls: { ...at, door: certificate.door('mqtt') } }))
  ports.mqtt = (await mqtt.startTls())?.port ?? 0
  hl7 = new MllpDoor({
    database: ward.database,
    ...at,
    tls: { ...at, door: certificate.door('hl7') },
    log: quiet,
  })
  await hl7.start()
  ports.hl7 = (await hl7.startTls())?.port ?? 0
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})
afterAll(async () => {
  certificate.stop()
  https.close()
  await Promise.all([mqtt.stop(), hl7.stop()])
  await ward.drop()
  rmSync(folder, { recursive: true, force: true })
})

const sockets: TLSSocket[] = []

/** What a peer says first at each door, and what it hears: only then is it let in (TLS 1.3 tells a client no earlier). */
const greeting: Record<Door, Buffer | string> = {
  https: 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  mqtt: Buffer.from('\x10\x10\x00\x04MQTT\x04\x02\x00\x0a\x00\x04door', 'latin1'),
  hl7: '\x0bMSH|^~\\&|HIS|GH|W|GH|20260501||ADT^A08|TLS1|P|2.5\r\x1c\r',
}

/** Dials a door and greets it. @returns the connection, once something came back. @throws what the refusal was */
function dial(door: Door, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port: ports[door],
      servername: 'localhost',
      ca: authority.cert,
      ...(door === 'hl7' && { cert: interfaceEngine.cert, key: interfaceEngine.key }),
      ...options,
    })
    sockets.push(socket)
    socket.once('data', () => resolve(socket))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('hung up on')))
    socket.once('secureConnect', () => socket.write(greeting[door]))
  })
}

const doors: Door[] = ['https', 'mqtt', 'hl7']

describe.each(doors)('%s over TLS', (door) => {
  test('lets in who knows the authority', async () => {
    const socket = await dial(door)
    expect(['TLSv1.2', 'TLSv1.3']).toContain(socket.getProtocol())
  })

  test('takes TLS 1.2, and nothing older', async () => {
    expect((await dial(door, { maxVersion: 'TLSv1.2' })).getProtocol()).toBe('TLSv1.2')
    const old: ConnectionOptions = {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    }
    await expect(dial(door, old)).rejects.toThrow(/protocol version/i)
  })

  test('shows a certificate that who trusts another authority, or asks for another name, does not take', async () => {
    await expect(dial(door, { ca: strangers.cert })).rejects.toThrow(
      /unable to verify|self-signed|local issuer/,
    )
    await expect(dial(door, { servername: 'else.where' })).rejects.toThrow(/does not match/)
  })

  test('does not answer in plain', async () => {
    const socket = dialPlain(ports[door], '127.0.0.1')
    const heard: Buffer[] = []
    socket.on('data', (chunk: Buffer) => heard.push(chunk))
    socket.on('error', () => undefined) // it is cut
    socket.write(greeting[door])
    await until(() => socket.closed, { what: 'the plain peer to be cut' })
    expect(Buffer.concat(heard).toString()).not.toMatch(/200 OK|MSA/)
  })
})

describe('certificates of those who come', () => {
  const expired = authority.issue({ name: 'engine', days: { from: -90, to: -1 } })
  const foreign = strangers.issue({ name: 'engine' })

  test('HL7 asks for one, and refuses none, an expired one and one of another authority', async () => {
    await expect(dial('hl7', { cert: undefined, key: undefined })).rejects.toThrow()
    await expect(dial('hl7', expired)).rejects.toThrow()
    await expect(dial('hl7', foreign)).rejects.toThrow()
    await expect(dial('hl7', interfaceEngine)).resolves.toBeDefined()
  })

  test('a device need not have one; a bad one is refused', async () => {
    await expect(dial('mqtt', expired)).rejects.toThrow()
    await expect(dial('mqtt', foreign)).rejects.toThrow()
    await expect(dial('mqtt', authority.issue({ name: 'bed' }))).resolves.toBeDefined()
  })
})

test('a sender is known by its very certificate: another that the authority vouches for is not it', async () => {
  await ward.database.rows(
    `insert into site (site, name, time_zone, currency) values ('gh', 'General', 'UTC', 'EUR')`,
  )
  const certificates = [interfaceEngine.fingerprint.replaceAll(':', '').toLowerCase()]
  const sender = { application: 'HIS', facility: 'GH', site: 'gh', certificates }
  const set = await run(ward.database, 'hospital/set-sender', sender, { door: 'system', who: 'test' })
  expect(set).toMatchObject({ ok: true })
  const answerTo = async (options: ConnectionOptions): Promise<string> => {
    const socket = await dial('hl7', options)
    return new Promise((resolve) => {
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString()))
      socket.write(greeting.hl7.toString().replace('TLS1', `TLS${Math.random()}`))
    })
  }
  expect(await answerTo({})).toMatch(/MSA\|A[AE]\|/)
  const neighbour = authority.issue({ name: 'neighbour' })
  expect(await answerTo({ cert: neighbour.cert, key: neighbour.key })).toMatch(/MSA\|AR\|.*/)
  await ward.database.rows('delete from sender')
})

test('an HL7 sender that closes its half after its last message still hears the answer', async () => {
  const socket = await dial('hl7')
  let heard = ''
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()))
  socket.end(greeting.hl7)
  await until(() => socket.closed, { what: 'the goodbye' })
  expect(heard).toContain('MSA|')
})

describe('renewed files', () => {
  const shownAt = async (door: Door): Promise<string> =>
    (await dial(door)).getPeerX509Certificate()?.fingerprint256 ?? ''

  test('are shown to whoever connects from then on, and nobody who is connected notices', async () => {
    expect(await shownAt('https')).toBe(first.fingerprint)
    const before = await dial('hl7')
    const second = authority.issue({ name: 'wardroom', hosts })
    install(second)
    for (const door of doors)
      await until(async () => (await shownAt(door)) === second.fingerprint, {
        what: `the new one at ${door}`,
      })
    const answered = new Promise((resolve) => before.once('data', resolve))
    before.write(greeting.hl7)
    await answered
    expect(certificate.warning).toBeUndefined()
  })

  test('that cannot be used are not; it is said, and mended by the next', async () => {
    const shown = await shownAt('https')
    const third = authority.issue({ name: 'wardroom', hosts, days: { from: -1, to: 5 } })
    writeFileSync(files.cert, third.cert) // and the key not yet
    await until(() => certificate.warning, { what: 'the warning' })
    expect(certificate.warning).toMatch(/cannot be used: The key in WARDROOM_TLS_KEY is not/)
    expect(await shownAt('https')).toBe(shown)
    writeFileSync(files.key, third.key)
    await until(async () => (await shownAt('https')) === third.fingerprint, { what: 'the third' })
    expect(certificate.warning).toMatch(/expires in [45] days/)
  })
})
