/** Certificate and key as they lie in files, and all that can be wrong with them, each as one sentence with its setting. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { Unusable } from '../database/unusable.ts'

/** Doors where who comes may show a certificate too. */
export type ClientDoor = 'hl7' | 'mqtt'

export interface CertificateFiles {
  /** PEM: the certificate, and those between it and its root. */
  cert: string
  key: string
  /** PEM: whose certificates are believed at a door. */
  clients: Partial<Record<ClientDoor, string>>
}

export interface Certificates {
  cert: Buffer
  key: Buffer
  clients: Partial<Record<ClientDoor, Buffer>>
  expires: Date
}

const clientSettings = {
  hl7: 'WARDROOM_HL7_CLIENT_CA',
  mqtt: 'WARDROOM_MQTT_CLIENT_CA',
} as const satisfies Record<ClientDoor, string>

/** @throws Unusable naming the setting and what is wrong with its file. */
export async function readCertificates(files: CertificateFiles, now = new Date()): Promise<Certificates> {
  const [cert, key] = [await read('WARDROOM_TLS_CERT', files.cert), await read('WARDROOM_TLS_KEY', files.key)]
  const own = certificateIn('WARDROOM_TLS_CERT', cert)
  refuseOutOfTime('WARDROOM_TLS_CERT', own, now)
  if (!own.checkPrivateKey(keyIn(key)))
    throw new Unusable('The key in WARDROOM_TLS_KEY is not the one of the certificate in WARDROOM_TLS_CERT.')
  const clients: Certificates['clients'] = {}
  for (const door of Object.keys(clientSettings) as ClientDoor[]) {
    const file = files.clients[door]
    if (file === undefined) continue
    const authority = await read(clientSettings[door], file)
    refuseOutOfTime(clientSettings[door], certificateIn(clientSettings[door], authority), now)
    clients[door] = authority
  }
  try {
    createSecureContext({ cert, key })
  } catch (cause) {
    // A key too short for today, a chain in the wrong order: OpenSSL's words are the best there are.
    throw new Unusable(`WARDROOM_TLS_CERT and WARDROOM_TLS_KEY cannot be used: ${words(cause)}.`, { cause })
  }
  return { cert, key, clients, expires: new Date(own.validTo) }
}

/** Changes when one of the files does, by being written or by pointing elsewhere; undefined while one is away. */
export async function stampOf({ cert, key, clients }: CertificateFiles): Promise<string | undefined> {
  try {
    const stats = await Promise.all([cert, key, ...Object.values(clients)].map((file) => stat(file)))
    return stats.map(({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`).join('\n')
  } catch {
    return undefined
  }
}

async function read(setting: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new Unusable(`The file that ${setting} names cannot be read (${words(cause)}).`, { cause })
  }
}

function certificateIn(setting: string, pem: Buffer): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new Unusable(`The file that ${setting} names holds no certificate (PEM).`, { cause })
  }
}

function keyIn(pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new Unusable(
      'The file that WARDROOM_TLS_KEY names holds no private key (PEM, without a passphrase).',
      { cause },
    )
  }
}

function refuseOutOfTime(setting: string, { validFrom, validTo }: X509Certificate, now: Date): void {
  if (new Date(validTo) < now)
    throw new Unusable(`The certificate in ${setting} expired at ${new Date(validTo).toISOString()}.`)
  if (new Date(validFrom) > now)
    throw new Unusable(`The certificate in ${setting} holds only from ${new Date(validFrom).toISOString()}.`)
}

const words = (cause: unknown): string =>
  cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : 'no reason given'
