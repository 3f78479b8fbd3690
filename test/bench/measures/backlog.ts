/** A backlog of the log: decoded, gathered and folded into the mirror, against the package's decoder alone. By CPU time. */
import { migrate } from '../../../server/database/migrate.ts'
import { withDatabase } from '../../support/postgres.ts'
import type { Measure, Side } from '../measure.ts'
import { started, type Program } from '../program.ts'
import type { Backlog } from '../programs/backlog.ts'
import { statements } from '../ward.ts'

const ROWS = 100_000
/** Rows of one transaction, as a batch of readings has them. */
const TOGETHER = 100
/** So many that no row is written too often: a slot's snapshot holds back what would tidy up after each. */
const SENSORS = 2000

export const backlog: Measure = {
  name: 'backlog',
  notShort: true,
  lines: [
    {
      what: `decode and fold a backlog of ${ROWS.toLocaleString('en')} rows`,
      figure: 'rate',
      unit: 'rows/s',
      side: 'ours',
      against: 'the package alone',
      bar: 1.2,
      better: 1.4,
      more: true,
    },
  ],
  async open(stage) {
    const { databaseUrl } = await stage.bare()
    const url = withDatabase(databaseUrl, 'backlog')
    await statements(databaseUrl, ['create database backlog'])
    await migrate(url)
    await statements(url, LAID_OUT)
    const rows = stage.short ? ROWS / 10 : ROWS
    const readers = await Promise.all(
      ['bare', 'ours'].map((whose) => started<Backlog>('backlog', [whose, url])),
    )
    const side = (reader: Program<Backlog> | undefined): Side => {
      return async () => {
        await reader?.ask('wait')
        await statements(url, [written(rows)])
        const ms = (await reader?.ask('read', rows)) ?? NaN
        return { values: { rate: (rows * 1000) / ms }, seen: rows, lost: 0 }
      }
    }
    return {
      sides: { 'the package alone': side(readers[0]), ours: side(readers[1]) },
      close: async () => {
        await Promise.all(readers.map((reader) => reader.stop()))
        await statements(databaseUrl, ['drop database backlog with (force)'])
      },
    }
  },
}

const LAID_OUT = [
  `insert into site (site, name, time_zone, currency) values ('gh', 'General', 'UTC', 'EUR')`,
  `insert into device (site, kind, code) select 'gh', 'bed', 'bed-' || n from generate_series(1, ${SENSORS}) as n`,
  `insert into device_channel (device_id, channel, boot, seq, value, changed_at, said_at)
   select device_id, 'exit-alarm', 'a', 0, '{"active": false}', now(), now() from device`,
]

const written = (rows: number): string => `do $$ begin
  for n in 1 .. ${rows / TOGETHER} loop
    update device_channel set seq = seq + 1, value = jsonb_build_object('active', seq % 2 = 0), changed_at = now(), said_at = now()
     where device_id > n * ${TOGETHER} % ${SENSORS} and device_id <= n * ${TOGETHER} % ${SENSORS} + ${TOGETHER};
    commit;
  end loop;
end $$`
