/**
 * What of a monitor's stream becomes sets of observations, and what is taken back of it. Each reading is kept as all readings
 * are (record-readings.ts); the one on duty looks at the latest. See docs/decisions/0022.
 */
import { MONITOR_CLOCK_S, monitored, type MonitorVitals } from '../../../schema/devices/monitor.ts'
import { partsOf, type SpO2Scale } from '../../../schema/observations/news2.ts'
import { vitalNames, type Vitals } from '../../../schema/observations/vitals.ts'
import { STARTING_MONITOR_EVERY_MIN } from '../../../schema/observations/when-next.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Database } from '../../database/pool.ts'
import { run } from '../run.ts'
import type { By } from '../verb.ts'

/** Somebody who gets worse is not waited for, but a value at the edge of a band must not fill the record [min]. */
const WORSE_AFTER_MIN = 2
/** What a monitor said before it fell silent becomes a set too, when its time comes; what is older than this does not [min]. */
const LATEST_MIN = 300
/** So far back is looked for patients who lay elsewhere by then [h]. */
const TAKE_BACK_HOURS = 24

interface Latest {
  site: string
  code: string
  boot: string
  seq: number
  value: MonitorVitals
  received_at: Instant
  encounter_id: number
  spo2_scale: SpO2Scale
  /** The time since the monitor's last set of this patient is over, or there is none. */
  due: boolean
  last: Vitals | null
}

/**
 * Records what is due, through the command people use, and takes back unconfirmed sets of who did not lie there, as the record
 * says by now. Nothing is done twice, however often it is called: boot and number of the reading are the set's key.
 */
export async function recordMonitors(database: Database): Promise<void> {
  for (const { observation_set_id } of await database.rows<{ observation_set_id: number }>(ELSEWHERE)) {
    const input = { observation_set_id, why: 'the patient was not in that bed then' }
    await run(database, 'observations/cancel', input, as('monitors'))
  }
  const latest = await database.rows<Latest>(LATEST)
  for (const reading of latest.filter((each) => each.due || isWorse(each))) {
    const { site, code, boot, seq, encounter_id, received_at: at } = reading
    const vitals = Object.fromEntries(
      monitored.flatMap((name) => (reading.value[name] == null ? [] : [[name, reading.value[name]]])),
    )
    if (Object.keys(vitals).length === 0) continue // every lead is off
    // Refused (their visit was cancelled just now), it stays what it is: a reading.
    await run(
      database,
      'observations/record',
      { encounter_id, at, monitor: code, ...vitals },
      { ...as(`monitor ${code}`), key: `monitor ${site}/${code}/${boot}/${seq}` },
    )
  }
}

const as = (who: string): By => ({ door: 'mqtt', who })

/** A part has more points than in the last set. */
function isWorse({ value, last, spo2_scale }: Latest): boolean {
  if (!last) return true
  const before = partsOf(last, spo2_scale)
  const said = Object.fromEntries(monitored.map((name) => [name, value[name] ?? null]))
  const now = partsOf({ ...last, ...said }, spo2_scale)
  return monitored.some((name) => name !== 'diastolic' && (now[name] ?? 0) > (before[name] ?? 0))
}

/*
 * The latest reading of each monitor that stands at a bed in which somebody lay when it came, and is not away: newer than its
 * last set of them, and than the monitor's coming to this bed. `reading` knows when it arrived; the monitor's own clock only
 * tells that it was not kept for later.
 */
const LATEST = `
select d.site, d.code, r.boot, r.seq, r.value, came.at as received_at, e.encounter_id, e.spo2_scale,
       last.taken_at is null
         or last.taken_at <= now() - make_interval(mins => coalesce(rule.monitor_every, ${STARTING_MONITOR_EVERY_MIN})) as due,
       case when last.taken_at is not null then to_jsonb(last) end as last
  from device d
  join device_channel c on c.device_id = d.device_id and c.channel = 'vitals'
  join reading r on (r.device_id, r.boot, r.seq) = (c.device_id, c.boot, c.seq)
  cross join lateral (select date_trunc('milliseconds', r.received_at) as at) as came -- as an instant is stated
  join stay s on s.bed_id = d.bed_id and s.cancelled_at is null and s.began_at <= came.at
             and coalesce(s.ended_at, 'infinity') > came.at
  join encounter e on e.encounter_id = s.encounter_id and e.cancelled_at is null
                  and coalesce(e.ended_at, 'infinity') > came.at
  left join observation_rule rule on rule.site = d.site
  left join lateral (
    select o.taken_at, ${vitalNames.map((name) => `o.${name}`).join(', ')} from observation_set o
     where o.encounter_id = e.encounter_id and o.device_id = d.device_id
     order by o.taken_at desc limit 1) last on true
 where d.kind = 'monitor' and came.at >= coalesce(d.bed_since, '-infinity')
   and came.at > now() - interval '${LATEST_MIN} minutes'
   and r.said_at between came.at - interval '${2 * MONITOR_CLOCK_S} seconds'
                     and came.at + interval '${2 * MONITOR_CLOCK_S} seconds'
   and (last.taken_at is null
        or (last.taken_at < came.at and last.taken_at <= now() - interval '${WORSE_AFTER_MIN} minutes'))
   and not exists (select from absence a where a.encounter_id = e.encounter_id and a.cancelled_at is null
                      and a.began_at <= came.at and coalesce(a.ended_at, 'infinity') > came.at)
 order by d.device_id`

/** Their patient was in another bed, or nowhere, when these were measured: the record was late, and is right by now. */
const ELSEWHERE = `
select o.observation_set_id from observation_set o
 where o.source = 'monitor' and o.verified_at is null and o.cancelled_at is null
   and o.taken_at > now() - interval '${TAKE_BACK_HOURS} hours'
   and o.bed_id is not null
   and not exists (select from stay s where s.encounter_id = o.encounter_id and s.bed_id = o.bed_id
                      and s.cancelled_at is null and s.began_at <= o.taken_at
                      and coalesce(s.ended_at, 'infinity') > o.taken_at)
 order by o.observation_set_id`
