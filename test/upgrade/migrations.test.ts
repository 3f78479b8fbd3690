/** A database of every age comes up to this Wardroom, with all that is in it. */
import type pg from 'pg'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { onConnection } from '../../server/backup/restore.ts'
import { layAsOf, migrate, migrations } from '../../server/database/migrate.ts'
import { watch } from '../feed/watching.ts'
import { bareDatabase } from '../support/database.ts'

vi.setConfig({ testTimeout: 60_000 })

/** A ward's life as the first schema could hold it: a patient who left, one who lies here, a dead letter of a sensor. */
const LIFE = `
  insert into site (site, name, time_zone, currency) values ('gh', 'General', 'Europe/London', 'GBP');
  insert into unit (site, code, name, kind, position) values ('gh', '4W', '4 West', 'medical', 1);
  insert into room (unit_id, code) values (1, 'A');
  insert into bed (site, unit_id, room_id, code, position) values ('gh', 1, 1, '4W-1', 1), ('gh', 1, 1, '4W-2', 2);
  insert into patient (family) values ('Ashworth'), ('Byrne');
  insert into encounter (site, patient_id, class, mrn, started_at, ended_at, disposition, expected_discharge_at) values
    ('gh', 1, 'inpatient', '0000001', '2026-01-01 08:00Z', '2026-01-03 12:00Z', 'home', '2026-01-03 10:00Z'),
    ('gh', 2, 'inpatient', '0000002', now() - interval '1 hour', null, null, null);
  insert into stay (encounter_id, patient_id, site, unit_id, bed_id, began_at, ended_at) values
    (1, 1, 'gh', 1, 1, '2026-01-01 08:00Z', '2026-01-03 12:00Z'), (2, 2, 'gh', 1, 2, now() - interval '1 hour', null);
  insert into turnover (bed_id, vacated_at, asked_at) values (1, '2026-01-03 12:00Z', '2026-01-03 12:05Z');
  insert into device (site, kind, code, bed_id) values ('gh', 'bed', 's1', 1);
  insert into dead_letter (topic, payload, reason) values ('wardroom/gh/bed/s9/occupancy', 'x', 'device: nobody has registered it');
  insert into act (door, who, command, input, result) values ('http', 'Ines', 'beds/block', '{}', '{}')`

const all = await migrations()
let drop: () => Promise<void> = () => Promise.resolve()
afterEach(() => drop())

/** A database as this many migrations left it, and lived in since. */
async function ofAge(age: number): Promise<string> {
  const bare = await bareDatabase()
  drop = bare.drop
  await onConnection(bare.url, async (client) => {
    await client.query('begin')
    await layAsOf(client, all.slice(0, age))
    await client.query(LIFE)
    await client.query('commit')
  })
  return bare.url
}

const first = async (client: pg.Client, sql: string): Promise<unknown> => (await client.query(sql)).rows[0]

describe('a database that has been lived in', () => {
  test.each(all.slice(0, -1).map(({ name }, nth) => [name, nth + 1] as const))(
    'since %s comes up to date, and its log is read',
    async (_, age) => {
      const url = await ofAge(age)
      expect(await migrate(url)).toEqual(all.slice(age).map(({ name }) => name))
      expect(await migrate(url)).toEqual([])
      await onConnection(url, async (client) => {
        expect(
          await first(
            client,
            'select (select count(*) from stay) as stays, (select count(*) from act) as acts',
          ),
        ).toEqual({ stays: 2, acts: 1 })
        // What a migration made of rows from before it.
        if (age < 4)
          expect(
            await first(
              client,
              'select first_expected_discharge_at = expected_discharge_at as said from encounter where encounter_id = 1',
            ),
          ).toEqual({ said: true })
        if (age < 5)
          expect(await first(client, 'select opened_by from turnover')).toEqual({ opened_by: 'discharge' })
        if (age < 8)
          expect(await first(client, 'select sender from dead_letter')).toEqual({ sender: 'gh/bed/s9' })
      })
      const seen = await watch(url)
      expect([...seen.mirror.stay.all()].filter(({ ended_at }) => ended_at === null)).toHaveLength(1)
      expect([...seen.mirror.bed.all()]).toHaveLength(2)
      await seen.stop()
    },
  )
})

test('two servers that start at once bring it up to date once', async () => {
  const url = await ofAge(1)
  const ran = await Promise.all([migrate(url), migrate(url)])
  expect(ran.flat().sort()).toEqual(all.slice(1).map(({ name }) => name))
})

test('a migration that fails leaves the database as the one before it left it, and says which it was', async () => {
  const url = await ofAge(7)
  // Something of the hospital's own is in the way of a table it makes, half-way through.
  await onConnection(url, (client) => client.query('create table reading_gap (mine text)'))
  await expect(migrate(url)).rejects.toThrow('migration 0008_tags.sql failed')
  await onConnection(url, async (client) => {
    const last = await first(
      client,
      `select max(version) as version, to_regclass('tag_assignment') as half from migration`,
    )
    expect(last).toEqual({ version: 7, half: null })
    await client.query('drop table reading_gap')
  })
  expect(await migrate(url)).toEqual(all.slice(7).map(({ name }) => name))
})
