/** From a start to the first right picture: a hospital with ten million rows of history, and one with a week's. */
import { join } from 'node:path'
import { startEmbedded } from '../../../server/database/embedded.ts'
import { until } from '../../support/until.ts'
import type { Measure, Side } from '../measure.ts'
import { BEDS, type Stage } from '../stage.ts'
import { SITE, statements, type Ward } from '../ward.ts'
import { asked } from '../../support/keys.ts'

interface History {
  visits: number
  readings: number
}
/** A visit is four rows: patient, encounter, stay, turn of the bed. */
const LONG: History = { visits: 500_000, readings: 8_000_000 }
const WEEK: History = { visits: 1000, readings: 800_000 }

export const coldStart: Measure = {
  name: 'cold',
  byName: true,
  lines: [
    {
      what: 'cold start to the first right picture, 10 million rows of history against a week’s',
      figure: 'ms',
      unit: 'ms',
      side: '10 million rows',
      against: 'a week',
      bar: 1.2,
      better: 1.1,
    },
  ],
  async open(stage) {
    const week = await lived(stage, WEEK)
    const long = await lived(stage, LONG)
    const side = (ward: Ward): Side => {
      return async () => {
        await ward.hospital.stop()
        const began = performance.now()
        ward.hospital.launch()
        const beds = await until(() => pictured(ward.url), { what: 'the picture', timeoutMs: 60_000 })
        return { values: { ms: performance.now() - began }, seen: beds, lost: BEDS - beds }
      }
    }
    return {
      sides: { 'a week': side(week), '10 million rows': side(long) },
      close: async () => void (await Promise.all([week.close(), long.close()])),
    }
  },
}

/** How many beds the board holds. */
async function pictured(url: string): Promise<number> {
  const response = await asked(`${url}/api/boards/beds?site=${SITE}&level=full`)
  return ((await response.json()) as { rows: unknown[] }).rows.length // the door answers nothing else
}

/** A hospital with that behind it: written while its server rests. */
async function lived(stage: Stage, history: History): Promise<Ward> {
  const ward = await stage.anotherWard()
  await ward.hospital.stop()
  const folder = join(ward.hospital.folder, 'hospital')
  const postgres = await startEmbedded({ folder, log: () => undefined })
  try {
    await statements(postgres.url, written(history))
  } finally {
    await postgres.stop()
  }
  await ward.hospital.start()
  return ward
}

/** Visits one after the other in each bed, half a day each, up to a month ago or this morning; readings of the last days. */
const written = ({ visits, readings }: History): string[] => [
  'set session_replication_role = replica', // no triggers: all is as the commands would have left it
  `insert into patient (patient_id, family) overriding system value
   select n, 'Patient ' || n from generate_series(1, ${visits}) as n`,
  `create temporary table visit as
   select n, bed_id, unit_id, date_trunc('day', now()) - interval '12 hours' * (1 + n / ${BEDS}) as began_at
     from generate_series(1, ${visits}) as n
     join (select bed_id, unit_id, row_number() over (order by bed_id) as nth from bed) as bed on nth = 1 + n % ${BEDS}`,
  `insert into encounter (encounter_id, site, patient_id, class, mrn, started_at, ended_at, disposition) overriding system value
   select n, '${SITE}', n, 'inpatient', 'M' || n, began_at, began_at + interval '11 hours', 'home' from visit`,
  `insert into stay (encounter_id, patient_id, site, unit_id, bed_id, began_at, ended_at)
   select n, n, '${SITE}', unit_id, bed_id, began_at, began_at + interval '11 hours' from visit`,
  `insert into turnover (bed_id, vacated_at, asked_at, started_at, finished_at)
   select bed_id, began_at + interval '660 minutes', began_at + interval '665 minutes', began_at + interval '670 minutes',
          began_at + interval '700 minutes' from visit`,
  `insert into device_boot (device_id, boot, nth) select device_id, 'a', 1 from device`,
  `insert into reading (device_id, boot, seq, channel, value, said_at, received_at)
   select device_id, 'a', n, 'occupancy', '{"occupied": true}', at, at
     from device, generate_series(1, ${readings / BEDS}) as n,
          lateral (select now() - interval '6 days' * n * ${BEDS} / ${readings} as at) as moment`,
  'vacuum analyze',
]
