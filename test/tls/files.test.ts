/** What is wrong with a certificate is one sentence with the setting; renewed files are taken up, and only good ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { readCertificates } from '../../server/tls/certificate-files.ts'
import { plainDoors } from '../../server/tls/plain.ts'
import { Authority } from '../support/certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'wardroom-tls-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const authority = new Authority('Hospital')
const good = authority.issue({ name: 'wardroom', hosts: ['localhost'] })

let files = 0
const file = (content: string): string => {
  const name = join(folder, `${(files += 1)}.pem`)
  writeFileSync(name, content)
  return name
}
const reading = (
  given: Partial<{ cert: string; key: string; clients: { hl7?: string; mqtt?: string } }>,
): Promise<unknown> => readCertificates({ cert: file(good.cert), key: file(good.key), clients: {}, ...given })

describe('files that can be used', () => {
  test('are a certificate, its key, and whom else to believe', async () => {
    const expires = expect.any(Date) as Date
    await expect(reading({ clients: { hl7: file(authority.cert) } })).resolves.toMatchObject({ expires })
  })
})

describe('files that cannot be used are said with their setting', () => {
  const [expired, early] = [
    authority.issue({ name: 'old', days: { from: -90, to: -1 } }),
    authority.issue({ name: 'early', days: { from: 1, to: 90 } }),
  ]
  test.each([
    ['one that is not there', { cert: join(folder, 'gone') }, /WARDROOM_TLS_CERT.*ENOENT/],
    ['a folder', { key: folder }, /WARDROOM_TLS_KEY.*EISDIR/],
    ['no certificate', { cert: file('hello') }, /WARDROOM_TLS_CERT.*holds no certificate/],
    ['no key', { key: file(good.cert) }, /WARDROOM_TLS_KEY.*holds no private key/],
    ['the key of another', { key: file(expired.key) }, /WARDROOM_TLS_KEY is not the one .*WARDROOM_TLS_CERT/],
    [
      'one that is over',
      { cert: file(expired.cert), key: file(expired.key) },
      /WARDROOM_TLS_CERT expired at 20/,
    ],
    [
      'one of tomorrow',
      { cert: file(early.cert), key: file(early.key) },
      /WARDROOM_TLS_CERT holds only from/,
    ],
    ['no authority', { clients: { mqtt: file('hello') } }, /WARDROOM_MQTT_CLIENT_CA.*holds no certificate/],
  ])('%s', async (_, given, sentence) => {
    await expect(reading(given)).rejects.toThrow(sentence)
  })
})

describe('settings', () => {
  test('a certificate without its key is a mistake', () => {
    expect(() => readConfig({ WARDROOM_TLS_CERT: '/x' }, [])).toThrow(
      /WARDROOM_TLS_CERT needs .*WARDROOM_TLS_KEY/,
    )
    expect(() => readConfig({ WARDROOM_HL7_CLIENT_CA: '/x' }, [])).toThrow(/WARDROOM_HL7_CLIENT_CA needs/)
  })

  test('proxies are addresses or networks, and nothing else', () => {
    const trusted = (text: string): string[] =>
      readConfig({ WARDROOM_TRUSTED_PROXIES: text }, []).trustedProxies
    expect(trusted('10.0.0.0/8, ::1')).toEqual(['10.0.0.0/8', '::1'])
    for (const wrong of ['proxy.local', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/', 'true'])
      expect(() => trusted(wrong), wrong).toThrow(/WARDROOM_TRUSTED_PROXIES/)
  })
})

describe('in plain', () => {
  test('HL7 and MQTT stay on this machine unless a setting says otherwise, whatever WARDROOM_HOST is', () => {
    expect(readConfig({ WARDROOM_HOST: '0.0.0.0' }, []).plainHost).toBe('127.0.0.1')
  })

  test('each door that is open to the network is warned of', () => {
    const doors = { host: '0.0.0.0', plainHost: '0.0.0.0', tls: undefined, mqttUrl: undefined }
    const tls = { cert: '', key: '', mqttPort: 1, hl7Port: 2, clients: {} }
    const first = (lines: string[]): string[] => lines.map((line) => line.split(' ')[0] ?? '')
    expect(first(plainDoors(doors))).toEqual(['HTTP', 'HL7', 'MQTT'])
    expect(first(plainDoors({ ...doors, tls }))).toEqual(['HL7', 'MQTT'])
    expect(first(plainDoors({ ...doors, mqttUrl: 'mqtts://broker' }))).toEqual(['HTTP', 'HL7'])
    expect(plainDoors({ ...doors, host: '127.0.0.1', plainHost: 'localhost' })).toEqual([])
  })
})
