/** What deploy/ says of the program is so: its settings, ports and signs exist, and what one file names another has. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { settings } from '../../server/config.ts'

const files = readdirSync('deploy', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(yaml|cfg|conf)$|Dockerfile$|acl$|\.example$/.test(name))
  .map((name) => join('deploy', name))
const read = (name: string): string => readFileSync(join('deploy', name), 'utf8')

interface Compose {
  services: Record<string, { secrets?: string[]; volumes?: string[]; image: string; depends_on?: object }>
  secrets: Record<string, { file: string }>
  volumes: Record<string, unknown>
}
const compose = parse(read('compose.yaml'), { merge: true }) as Compose // its shape is what the tests below hold it to
const ports = [
  settings.WARDROOM_PORT,
  settings.WARDROOM_MQTT_PORT,
  settings.WARDROOM_HL7_PORT,
  settings.WARDROOM_MQTT_TLS_PORT,
  settings.WARDROOM_HL7_TLS_PORT,
].map((port) => String(z.parse(port, undefined)))

describe('deploy/', () => {
  test('has files to look at', () => expect(files.length).toBeGreaterThan(8))

  test('names no setting that Wardroom does not have', () => {
    const named = files.flatMap((file) => readFileSync(file, 'utf8').match(/\bWARDROOM_[A-Z_]*[A-Z]/g) ?? [])
    const others = ['WARDROOM_IMAGE', 'WARDROOM_AT'] // the compose file's own, and a cookie
    expect([...new Set(named)].filter((name) => !(name in settings) && !others.includes(name))).toEqual([])
  })

  test('opens the ports that Wardroom listens on', () => {
    expect(/^EXPOSE (.*)$/m.exec(read('Dockerfile'))?.[1]?.split(' ')).toEqual(ports)
    const [http = '', , hl7 = ''] = ports
    expect(read('haproxy/haproxy.cfg')).toContain(`wardroom-1:${http}`)
    expect(read('haproxy/haproxy.cfg')).toContain(`wardroom-1:${hl7}`)
    expect(read('kubernetes/wardroom.yaml')).toContain(`containerPort: ${http}`)
    expect(read('kubernetes/wardroom.yaml')).toContain(`containerPort: ${hl7}`)
  })

  test('asks for signs of life where they are given', () => {
    const site = readFileSync('server/intake/http/site.ts', 'utf8')
    const asked = files.flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/\/(healthz|readyz|metrics)\b/g),
    ])
    expect(asked.length).toBeGreaterThan(5)
    for (const [path] of asked) expect(site).toContain(`app.get('${path}'`)
  })

  test('builds the image from what is there', () => {
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.*)$/gm)].flatMap(([, what = '']) =>
      what.split(' ').slice(0, -1),
    )
    expect(copied).toContain('server')
    for (const path of copied) expect([path, existsSync(path)]).toEqual([path, true])
    expect(read('Dockerfile')).toMatch(/^USER node$/m)
  })

  test('has every secret, volume and file that a service of the compose file uses', () => {
    const uses = Object.values(compose.services)
    for (const secret of uses.flatMap(({ secrets = [] }) => secrets))
      expect(compose.secrets).toHaveProperty([secret])
    const listed = read('secrets/README.md')
    for (const { file } of Object.values(compose.secrets))
      expect(listed).toContain(file.replace('secrets/', ''))
    for (const volume of uses.flatMap(({ volumes = [] }) => volumes)) {
      const [from = ''] = volume.split(':')
      if (from.startsWith('./')) expect([from, existsSync(join('deploy', from))]).toEqual([from, true])
      else expect(Object.keys(compose.volumes)).toContain(from)
    }
  })

  test('has every secret of Kubernetes in the example, with every key', () => {
    const documents = readdirSync('deploy/kubernetes').flatMap((name) =>
      parseAllDocuments(read(`kubernetes/${name}`)).map((one) => {
        expect(one.errors).toEqual([])
        return one.toJS() as { kind: string; metadata: { name: string }; stringData?: Record<string, string> }
      }),
    )
    const secrets = new Map(
      documents.filter(({ kind }) => kind === 'Secret').map((one) => [one.metadata.name, one]),
    )
    const text = JSON.stringify(documents.filter(({ kind }) => kind !== 'Secret'))
    for (const [, name = ''] of text.matchAll(
      /"(?:secretName|passwordSecret":\{"name|secret":\{"name)":"([^"]+)"/g,
    ))
      if (name !== 'wardroom-tls') expect([...secrets.keys()]).toContain(name)
    for (const [, key = ''] of text.matchAll(/"key":"([^"]+)"/g))
      expect(Object.keys(secrets.get('wardroom')?.stringData ?? {})).toContain(key)
  })

  test('gives a server longer to end than it takes at most', () => {
    const patience = /PATIENCE_MS = ([\d_]+)/.exec(readFileSync('server/ending.ts', 'utf8'))?.[1] ?? ''
    const seconds = Number(patience.replaceAll('_', '')) / 1000
    expect(seconds).toBeGreaterThan(0)
    for (const [file, setting] of [
      ['compose.yaml', /image: \$\{WARDROOM_IMAGE\}[\s\S]*?stop_grace_period: (\d+)s/],
      ['kubernetes/wardroom.yaml', /terminationGracePeriodSeconds: (\d+)/],
    ] as const)
      expect([file, Number(setting.exec(read(file))?.[1])]).toEqual([
        file,
        expect.toSatisfy((n) => n > seconds),
      ])
  })

  test('mounts nothing where Kubernetes would put a token inside it', () => {
    for (const name of readdirSync('deploy/kubernetes')) {
      const text = read(`kubernetes/${name}`)
      if (/mountPath: \/(var\/)?run\/secrets/.test(text))
        expect([name, text]).toEqual([name, expect.stringContaining('automountServiceAccountToken: false')])
    }
  })

  test('pins each image to a version', () => {
    const images = files.flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/^\s*(?:- )?image(?:Name)?: ([^\s$]+)/gm),
    ])
    expect(images.length).toBeGreaterThan(5)
    for (const [, image] of images) expect(image).toMatch(/:\d/)
  })
})
