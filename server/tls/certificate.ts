/**
 * Who this server is, as it shows itself at every door that speaks TLS. Renewed files are taken up while it runs: whoever
 * connects from then on is shown the new certificate, and nobody who is connected notices.
 */
import { setInterval } from 'node:timers/promises'
import type { SecureContextOptions, TlsOptions } from 'node:tls'
import {
  readCertificates,
  stampOf,
  type CertificateFiles,
  type Certificates,
  type ClientDoor,
} from './certificate-files.ts'

/** What a door needs to speak TLS. */
export interface TlsDoor {
  options: TlsOptions
  /** Shows a server's callers what is renewed from now on. */
  follow(server: Follower): void
}

interface Follower {
  setSecureContext(options: SecureContextOptions): void
}

interface Log {
  info(fields: object, text: string): void
  error(fields: object, text: string): void
}

/** How soon renewed files are noticed. */
const LOOK_MS = 5000
const SOON_DAYS = 21
/** A peer that does not finish its handshake holds a socket for no longer. */
const HANDSHAKE_MS = 10_000
const DAY_MS = 86_400_000

export class Certificate {
  readonly #files: CertificateFiles
  readonly #log: Log
  readonly #followers: { server: Follower; clients: ClientDoor | undefined }[] = []
  readonly #end = new AbortController()
  #now: Certificates
  #stamp: string | undefined
  #renewal: string | undefined

  private constructor(files: CertificateFiles, now: Certificates, stamp: string | undefined, log: Log) {
    this.#files = files
    this.#now = now
    this.#stamp = stamp
    this.#log = log
  }

  /** Reads the files, and from then on looks every few seconds whether they were renewed. @throws Unusable */
  static async open(files: CertificateFiles, log: Log, { lookMs = LOOK_MS } = {}): Promise<Certificate> {
    const stamp = await stampOf(files)
    const opened = new Certificate(files, await readCertificates(files), stamp, log)
    void opened.#watch(lookMs)
    return opened
  }

  stop(): void {
    this.#end.abort()
  }

  /** @param clients where who comes is asked for a certificate too; whose are believed says the door's own setting */
  door(clients?: ClientDoor): TlsDoor {
    const believed = clients !== undefined && this.#files.clients[clients] !== undefined
    return {
      options: {
        ...this.#context(clients),
        handshakeTimeout: HANDSHAKE_MS,
        // A system that sends HL7 may be known by its very certificate, whoever signed it (server/intake/hl7).
        requestCert: clients === 'hl7' || believed,
        // Devices need not have one; a bad one is refused at their door.
        rejectUnauthorized: clients === 'hl7' && believed,
      },
      follow: (server) => void this.#followers.push({ server, clients }),
    }
  }

  get secondsLeft(): number {
    return (this.#now.expires.getTime() - Date.now()) / 1000
  }

  /** What somebody should look at by day. */
  get warning(): string | undefined {
    if (this.#renewal !== undefined) return this.#renewal
    const days = Math.floor((this.secondsLeft * 1000) / DAY_MS)
    if (days >= SOON_DAYS) return undefined
    return days < 0 ? 'the certificate has expired' : `the certificate expires in ${days} days`
  }

  #context(clients: ClientDoor | undefined): SecureContextOptions {
    const { cert, key } = this.#now
    const ca = clients && this.#now.clients[clients]
    return { cert, key, minVersion: 'TLSv1.2', ...(ca && { ca }) }
  }

  async #watch(everyMs: number): Promise<void> {
    const beats = setInterval(everyMs, undefined, { signal: this.#end.signal, ref: false })
    try {
      for await (const _ of beats) await this.#look()
    } catch (error) {
      if (!this.#end.signal.aborted) throw error
    }
  }

  /** Certificate and key are two files, written one after the other: what does not fit yet is looked at again. */
  async #look(): Promise<void> {
    const stamp = await stampOf(this.#files)
    if (stamp === undefined || stamp === this.#stamp) return
    this.#stamp = stamp
    try {
      this.#now = await readCertificates(this.#files)
      for (const { server, clients } of this.#followers) server.setSecureContext(this.#context(clients))
      this.#renewal = undefined
      this.#log.info({ expires: this.#now.expires.toISOString() }, 'the renewed certificate is shown')
    } catch (err) {
      this.#renewal = `the renewed certificate cannot be used: ${err instanceof Error ? err.message : 'no reason given'}`
      this.#log.error({ err }, 'the renewed certificate cannot be used; the one before is shown')
    }
  }
}
