/** What keeps Wardroom from starting is one sentence that names the setting and what to do, and a non-zero exit. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { hospital, type Hospital, type HospitalOptions } from '../journeys/hospital.ts'
import { engines } from '../support/engines.ts'
import { withDatabase } from '../support/postgres.ts'
import { OtherPostgres, PASSWORD, sql } from '../support/other-postgres.ts'

let house: Hospital | undefined
afterEach(async () => {
  await house?.clear()
  house = undefined
})

/** Starts it, waits for its end. @returns what it said on the way out. */
async function refusal(
  settings: Record<string, string>,
  more: Partial<HospitalOptions> = {},
): Promise<string> {
  house = await hospital({ settings: { WARDROOM_DEMO: 'off', ...settings }, ...more })
  house.launch()
  expect(await house.ended()).toBe(1)
  const sentences = house.output.split('\n').filter((line) => line.startsWith('Wardroom cannot start.'))
  expect(sentences, house.output).toHaveLength(1)
  expect(house.output).not.toMatch(/^\s+at .*\.ts:\d+/m) // a person at a terminal can do nothing with a stack
  return sentences[0] ?? ''
}

describe('settings', () => {
  test('one that is not known is named, with those that are', async () => {
    expect(await refusal({ WARDROOM_PROT: '8080' })).toMatch(/WARDROOM_PROT is no setting.*WARDROOM_PORT/)
  })

  test('one with a value that cannot be is named, with the rule', async () => {
    expect(await refusal({ WARDROOM_DEMO_SPEED: 'fast' })).toContain('WARDROOM_DEMO_SPEED')
  })

  test('a certificate that cannot be read is named', async () => {
    const files = { WARDROOM_TLS_CERT: '/nowhere/cert.pem', WARDROOM_TLS_KEY: '/nowhere/key.pem' }
    expect(await refusal(files)).toMatch(/WARDROOM_TLS_CERT names cannot be read/)
  })

  test('an option that is not known is named', async () => {
    expect(await refusal({}, { args: ['--emtpy'] })).toMatch(/--emtpy.*--empty/)
  })
})

describe('a port that is taken', () => {
  let holder: Server
  let taken: string
  beforeAll(async () => {
    holder = createServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    taken = String((holder.address() as AddressInfo).port) // it listens on TCP
  })
  afterAll(() => new Promise((resolve) => holder.close(resolve)))

  test.each(['WARDROOM_PORT', 'WARDROOM_MQTT_PORT', 'WARDROOM_HL7_PORT'])(
    'is said with %s, and no Postgres is left behind',
    async (setting) => {
      expect(await refusal({ [setting]: taken })).toMatch(new RegExp(`${taken}.*${setting}`))
      expect(house?.postgresPids()).toEqual([])
    },
  )
})

describe('a database of the hospital’s own', () => {
  test('that nobody answers at is named', async () => {
    expect(await refusal({ WARDROOM_DATABASE_URL: 'postgres://someone@127.0.0.1:1/wardroom' })).toContain(
      'Nothing answers at WARDROOM_DATABASE_URL',
    )
  })

  test('that is newer than this Wardroom is left alone', async () => {
    const server = inject('postgresUrl')
    const name = `newer_${process.pid}`
    await sql(server, `create database ${name}`)
    const url = withDatabase(server, name)
    try {
      await sql(
        url,
        `create table migration (version integer primary key, name text not null,
        checksum text not null, at timestamptz not null default now());
        insert into migration (version, name, checksum) values (9999, '9999_from_the_future.sql', 'x')`,
      )
      expect(await refusal({ WARDROOM_DATABASE_URL: url })).toMatch(
        /newer than this Wardroom.*9999_from_the_future/,
      )
    } finally {
      await sql(server, `drop database ${name} with (force)`)
    }
  })

  test('whose user may not replicate is told how to be allowed to', async () => {
    const server = inject('postgresUrl')
    const name = `plain_${process.pid}`
    await sql(server, `create role ${name} login`)
    await sql(server, `create database ${name} owner ${name}`)
    const url = new URL(withDatabase(server, name))
    url.username = name
    try {
      expect(await refusal({ WARDROOM_DATABASE_URL: url.href })).toMatch(
        new RegExp(`"${name}" of WARDROOM_DATABASE_URL may not replicate.*alter role "${name}" replication`),
      )
    } finally {
      await sql(server, `drop database ${name} with (force)`)
      await sql(server, `drop role ${name}`)
    }
  })

  describe.skipIf(engines.postgresBin === undefined)(
    'another Postgres (needs one that is not the embedded)',
    () => {
      let other: OtherPostgres
      beforeAll(async () => {
        other = await OtherPostgres.start(engines.postgresBin ?? '')
      })
      afterAll(() => other.stop())

      test('a wrong password is said, and the password itself is not', async () => {
        const said = await refusal({ WARDROOM_DATABASE_URL: other.url('open-sesame') })
        expect(said).toContain('refuses the user or password in WARDROOM_DATABASE_URL')
        expect(house?.output).not.toContain('open-sesame')
      })

      test('wal_level that is not logical is said, with the line that mends it', async () => {
        expect(await refusal({ WARDROOM_DATABASE_URL: other.url(PASSWORD) })).toMatch(
          /WARDROOM_DATABASE_URL has wal_level=replica.*alter system set wal_level = logical/,
        )
      })

      test('a database that is not there is said', async () => {
        expect(await refusal({ WARDROOM_DATABASE_URL: other.url(PASSWORD, 'nowhere') })).toMatch(
          /WARDROOM_DATABASE_URL does not exist/,
        )
      })
    },
  )
})

test('data of another Postgres version is left alone, and said', async () => {
  house = await hospital({ settings: { WARDROOM_DEMO: 'off' } })
  const data = join(house.folder, 'hospital', 'postgres')
  mkdirSync(data, { recursive: true })
  writeFileSync(join(data, 'PG_VERSION'), '14\n')
  house.launch()
  expect(await house.ended()).toBe(1)
  expect(house.output).toMatch(/Wardroom cannot start\..*Postgres 14.*WARDROOM_DATA/)
})
