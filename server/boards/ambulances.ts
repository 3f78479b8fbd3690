/** The board `ambulances`: who is on the way, and which crews wait to hand over. */
import type { AmbulanceRow, AmbulanceTotals } from '../../schema/boards/ambulances.ts'
import { handoverLines } from '../../schema/emergency.ts'
import type { Board } from './board.ts'
import { earliest, passedAt } from './ed-visit.ts'

export const ambulances: Board<AmbulanceRow, AmbulanceTotals> = {
  touched: { ed_ambulance: ({ key }) => [key] },

  *keys(mirror) {
    for (const { ambulance_id } of mirror.ed_ambulance.all()) yield String(ambulance_id)
  },

  row(key, mirror) {
    const ambulance = mirror.ed_ambulance.get(key)
    if (!ambulance || ambulance.handed_over_at !== null || ambulance.cancelled_at !== null) return undefined
    const { arrived_at, expected_at } = ambulance
    return {
      key,
      ambulance_id: ambulance.ambulance_id,
      site: ambulance.site,
      call_sign: ambulance.call_sign,
      stage: arrived_at === null ? 'announced' : 'waiting',
      complaint: ambulance.complaint,
      category: ambulance.category,
      announced_at: ambulance.announced_at,
      announced_by: ambulance.announced_by,
      expected_at,
      late: arrived_at === null && expected_at !== null && expected_at <= mirror.now,
      arrived_at,
      over:
        arrived_at === null
          ? null
          : (handoverLines.findLast((line) => passedAt(arrived_at, line) < mirror.now) ?? null),
      encounter_id: ambulance.encounter_id,
    }
  },

  until: ({ arrived_at, expected_at, late, over }) =>
    arrived_at === null
      ? late
        ? null
        : expected_at
      : earliest(
          ...handoverLines.filter((line) => line > (over ?? 0)).map((line) => passedAt(arrived_at, line)),
        ),

  // On the screens of the department as on those of its site.
  at: ({ site }) => [{ site }],

  masked(row, level) {
    if (level === 'full') return row
    return level === 'public'
      ? undefined
      : { ...row, complaint: null, announced_by: null, encounter_id: null } // free text may name somebody
  },

  tally: ({ stage, over, expected_at, arrived_at }) => ({
    [stage]: true,
    ...Object.fromEntries(handoverLines.map((line) => [`over_${line}`, (over ?? 0) >= line])),
    expected: stage === 'announced' && expected_at !== null ? { [expected_at]: true } : {},
    waits: arrived_at === null ? {} : { [arrived_at]: true },
  }),

  totals: (sums) => ({
    announced: sums.of('announced'),
    waiting: sums.of('waiting'),
    over_15: sums.of('over_15'),
    over_30: sums.of('over_30'),
    over_45: sums.of('over_45'),
    over_60: sums.of('over_60'),
    next_expected_at: sums.under('expected').least,
    waiting_since: sums.under('waits').least,
  }),
}
