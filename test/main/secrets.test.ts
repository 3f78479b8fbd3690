/** A setting that may hold a password can lie in a file, as containers hand out secrets. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'wardroom-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a secret in a file', () => {
  const file = join(folder, 'database-url')
  writeFileSync(file, 'postgres://wardroom:right-by-chance@postgres/wardroom\n')

  test('is read, without the line end that editors leave', () => {
    const config = readConfig({ WARDROOM_DATABASE_URL_FILE: file }, [])
    expect(config.databaseUrl).toBe('postgres://wardroom:right-by-chance@postgres/wardroom')
    expect(config.demo).toBeUndefined() // as where the setting itself is given
  })

  test('is held to the rule of its setting, and what is wrong with it is said without saying it', () => {
    const wrong = join(folder, 'wrong')
    writeFileSync(wrong, 'hunter2')
    const reading = (): unknown => readConfig({ WARDROOM_REDIS_URL_FILE: wrong }, [])
    expect(reading).toThrow(/WARDROOM_REDIS_URL is not right/)
    expect(reading).not.toThrow(/hunter2/)
  })

  test('that is not there, or is given twice, is one sentence', () => {
    const gone = join(folder, 'gone')
    expect(() => readConfig({ WARDROOM_MQTT_URL_FILE: gone }, [])).toThrow(
      /WARDROOM_MQTT_URL_FILE.*cannot be read/,
    )
    const both = { WARDROOM_DATABASE_URL: 'postgres://a/b', WARDROOM_DATABASE_URL_FILE: file }
    expect(() => readConfig(both, [])).toThrow(
      /WARDROOM_DATABASE_URL or WARDROOM_DATABASE_URL_FILE, not both/,
    )
  })
})
