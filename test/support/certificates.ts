/** Certificates for tests, made on the spot: an authority, servers and clients it vouches for, in time or out of it. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isIPv4 } from 'node:net'

export interface Issued {
  /** PEM */
  cert: string
  key: string
  /** SHA-256 of the certificate as it travels, as `openssl x509 -fingerprint -sha256` prints it. */
  fingerprint: string
}

export interface Wanted {
  name: string
  /** Host names and addresses it stands for. */
  hosts?: readonly string[]
  days?: { from: number; to: number }
}

const DAY_MS = 86_400_000

export class Authority {
  readonly cert: string
  readonly #name: string
  readonly #key: KeyObject

  constructor(name: string) {
    const { publicKey, privateKey } = pair()
    this.#name = name
    this.#key = privateKey
    this.cert = certificate({ issuer: name, by: privateKey, name, publicKey, authority: true }).pem
  }

  issue({ name, hosts = [], days = { from: -1, to: 90 } }: Wanted): Issued {
    const { publicKey, privateKey } = pair()
    const made = certificate({ issuer: this.#name, by: this.#key, name, publicKey, hosts, days })
    const hex = createHash('sha256').update(made.der).digest('hex').toUpperCase()
    return {
      cert: made.pem,
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      fingerprint: hex.match(/../g)?.join(':') ?? '',
    }
  }
}

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

// X.509 (RFC 5280) in DER, as much of it as a test needs -------------------------------------------------------------

const OID = {
  commonName: '550403',
  basicConstraints: '551d13',
  subjectAltName: '551d11',
  ecdsaWithSha256: '2a8648ce3d040302',
} as const

function certificate(wanted: {
  issuer: string
  by: KeyObject
  name: string
  publicKey: KeyObject
  authority?: boolean
  hosts?: readonly string[]
  days?: { from: number; to: number }
}): { der: Buffer; pem: string } {
  const { issuer, by, name, publicKey, authority = false, hosts = [], days = { from: -1, to: 90 } } = wanted
  const algorithm = sequence(oid(OID.ecdsaWithSha256))
  const extensions = [
    ...(authority
      ? [sequence(oid(OID.basicConstraints), der(0x01, Buffer.from([0xff])), octets(sequence(TRUE)))]
      : []),
    ...(hosts.length > 0
      ? [sequence(oid(OID.subjectAltName), octets(sequence(...hosts.map(alternative))))]
      : []),
  ]
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguished(issuer),
    sequence(time(days.from), time(days.to)),
    distinguished(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [der(0xa3, sequence(...extensions))] : []),
  )
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([ZERO, sign('sha256', body, by)])))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return {
    der: whole,
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  }
}

const ZERO = Buffer.from([0])

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const TRUE = der(0x01, Buffer.from([0xff]))
const sequence = (...parts: Buffer[]): Buffer => der(0x30, Buffer.concat(parts))
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const octets = (content: Buffer): Buffer => der(0x04, content)
const distinguished = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid(OID.commonName), der(0x0c, Buffer.from(name)))))
const alternative = (host: string): Buffer =>
  isIPv4(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host))
/** GeneralizedTime, so many days from now. */
const time = (days: number): Buffer =>
  der(
    0x18,
    Buffer.from(`${new Date(Date.now() + days * DAY_MS).toISOString().replaceAll(/[-:T]|\..*/g, '')}Z`),
  )
