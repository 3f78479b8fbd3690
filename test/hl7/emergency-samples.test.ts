/**
 * Real emergency departments, told through the HL7 door: the hourly arrivals of a university hospital (its busiest hour and those
 * before), and the pathways of patients with sepsis. The series are kept beside the project, never in it; skipped without them.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CrowdingRow } from '../../schema/boards/crowding.ts'
import { ask, connected, linkTo, openStation } from '../live/station.ts'
import { until } from '../support/until.ts'
import { adt, codeOf, type Peer } from './peer.ts'
import { samplesFolder } from './samples.ts'
import { openWard, type Ward } from './ward.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const HOURLY = join(samplesFolder, 'flow-uihc-ed-arrivals/uihc_ed_arrivals_2013-2015.csv')
const SEPSIS = join(samplesFolder, 'flow-sepsis-event-log/sepsis_dev.csv')

/** The lines of a file of plain values under a line of names. */
function linesOf(file: string): Record<string, string>[] {
  const [names = [], ...lines] = readFileSync(file, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
  return lines.map((line) => Object.fromEntries(names.map((name, nth) => [name, line[nth] ?? ''])))
}
const hl7Time = (at: number): string => `${new Date(at).toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}+0000`

interface Event {
  at: number
  event: 'A04' | 'A02' | 'A03'
  visit: string
  to: string
}

let ward: Ward
let peer: Peer
beforeAll(async () => {
  ward = await openWard()
  peer = await ward.peer()
})
afterAll(() => ward.drop())

/** In the order in which it happened, one message behind the other: the door answers each in its turn. */
async function tell(events: Event[]): Promise<void> {
  const inOrder = [...events].sort((a, b) => a.at - b.at)
  const before = peer.answers.length
  for (const { at, event, visit, to } of inOrder) {
    const cls = event === 'A04' ? 'E' : 'I'
    peer.send(adt(event, { mrn: visit, visit, at: to, class: cls, when: hl7Time(at) }))
  }
  const answers = await until(
    () => (peer.answers.length >= before + inOrder.length ? peer.answers.slice(before) : undefined),
    { what: `${inOrder.length} answers`, timeoutMs: 60_000 },
  )
  expect(answers.filter((answer) => codeOf(answer) !== 'AA')).toEqual([])
}

describe.skipIf(!existsSync(HOURLY))('the busiest hour in thirty months, and those before it', () => {
  /** How long each stays: the series tells of arrivals only. */
  const STAY_MS = 170 * MINUTE_MS
  const HOURS = 8

  it('is counted hour by hour as the series has it, and stands on the board as it was at the worst moment', async () => {
    const counts = linesOf(HOURLY).map((line) => Number(line['Arrivals']))
    const worst = counts.indexOf(Math.max(...counts))
    const series = counts.slice(worst - HOURS + 1, worst + 1)
    /** The worst hour has just ended. */
    const end = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
    const arrivals = series.flatMap((count, hour) =>
      Array.from(
        { length: count },
        (_, nth) => end - (HOURS - hour) * HOUR_MS + ((nth + 0.5) / count) * HOUR_MS,
      ),
    )
    const gone = arrivals.filter((at) => at + STAY_MS <= end)
    const named = (at: number): string => `S${arrivals.indexOf(at)}`
    await tell([
      ...arrivals.map((at): Event => ({ at, event: 'A04', visit: named(at), to: 'ED' })),
      ...gone.map((at): Event => ({ at: at + STAY_MS, event: 'A03', visit: named(at), to: 'ED' })),
    ])
    const rows = await ward.database.rows<{ hour: string; n: number }>(
      `select date_trunc('hour', arrived_at) as hour, count(*)::integer as n from ed_visit group by 1 order by 1`,
    )
    const told = new Map(rows.map(({ hour, n }) => [Date.parse(hour), n]))
    expect(series.map((_, hour) => told.get(end - (HOURS - hour) * HOUR_MS) ?? 0)).toEqual(series)

    const station = await openStation(ward.url)
    const link = await connected(linkTo(station))
    try {
      const [row] = await until(
        async () => {
          const answer = await ask(link, { board: 'crowding', place: {}, level: 'secured' })
          return answer.ok && 'rows' in answer && answer.rows.length > 0
            ? (answer.rows as CrowdingRow[])
            : undefined // of the board asked for
        },
        { what: 'the board crowding' },
      )
      const still = arrivals.length - gone.length
      expect(still).toBeGreaterThan(30)
      expect(row).toMatchObject({
        patients: still,
        waiting: still,
        boarding: 0,
        beds: 0,
        nedocs: null,
        nedocs_lacks: 'beds',
      })
      expect(Date.parse(row?.waiting_since ?? '')).toBe(
        Math.min(...arrivals.filter((at) => at + STAY_MS > end)),
      )
    } finally {
      link.disconnect()
      await station.stop()
      await ward.clear()
    }
  })
})

describe.skipIf(!existsSync(SEPSIS))('patients with sepsis, from the door to the ward and home', () => {
  const CASES = 60

  it('came, were admitted after so many minutes, and left, as the log says', async () => {
    const byCase = new Map<string, Record<string, string>[]>()
    for (const line of linesOf(SEPSIS)) {
      const visit = line['case_id'] ?? ''
      byCase.set(visit, [...(byCase.get(visit) ?? []), line])
    }
    const first = (lines: Record<string, string>[], activity: RegExp): number | undefined => {
      const at = lines.find((line) => activity.test(line['activity'] ?? ''))?.['timestamp']
      return at === undefined ? undefined : Date.parse(at)
    }
    const told = [...byCase]
      .map(([visit, lines]) => ({
        visit,
        came: first(lines, /^ER Registration$/) ?? NaN,
        admitted: first(lines, /^Admission/),
        released: first(lines, /^Release/),
        back: first(lines, /^Return ER$/),
      }))
      // A few were written down as admitted before they were registered, or released before they were admitted.
      .filter(
        ({ came, admitted, released }) =>
          came < (admitted ?? Infinity) && (admitted ?? came) < (released ?? Infinity),
      )
      .sort((a, b) => a.came - b.came)
      .slice(0, CASES)
    expect(told).toHaveLength(CASES)
    await tell(
      told.flatMap(({ visit, came, admitted, released, back }): Event[] => [
        { at: came, event: 'A04', visit, to: 'ED' },
        ...(admitted === undefined ? [] : [{ at: admitted, event: 'A02' as const, visit, to: '4W' }]),
        ...(released === undefined
          ? []
          : [{ at: released, event: 'A03' as const, visit, to: admitted ? '4W' : 'ED' }]),
        ...(back === undefined
          ? []
          : [{ at: back, event: 'A04' as const, visit: `${visit}-again`, to: 'ED' }]),
      ]),
    )
    const visits = await ward.database.rows<{
      visit: string
      arrived_at: string
      left_at: string | null
      left_how: string | null
    }>(
      `select e.visit, v.arrived_at, v.left_at, v.left_how from ed_visit v join encounter e using (encounter_id)
        where v.cancelled_at is null order by v.arrived_at, e.visit`,
    )
    const iso = (at: number | undefined): string | null =>
      at === undefined ? null : new Date(at).toISOString()
    const expected = told.flatMap(({ visit, came, admitted, released, back }) => [
      {
        visit,
        arrived_at: iso(came),
        left_at: iso(admitted ?? released),
        left_how: admitted === undefined ? (released === undefined ? null : 'home') : 'admitted',
      },
      ...(back === undefined
        ? []
        : [{ visit: `${visit}-again`, arrived_at: iso(back), left_at: null, left_how: null }]),
    ])
    const byVisit = (a: { visit: string }, b: { visit: string }): number => (a.visit < b.visit ? -1 : 1)
    expect(visits.sort(byVisit)).toEqual(expected.sort(byVisit))
    expect(visits.filter(({ left_how }) => left_how === 'admitted').length).toBeGreaterThan(40)
  })
})
