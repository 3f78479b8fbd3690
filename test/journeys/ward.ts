/** A small hospital for the journeys: one ward of six beds with sensors, and the messages another system sends about it. */
import type { SiteLayout } from '../../schema/commands/hospital.ts'

export const SITE = 'gh'

export const ward: SiteLayout = {
  site: SITE,
  name: 'General Hospital',
  time_zone: 'Europe/London',
  currency: 'GBP',
  locale: 'en',
  conflict_after_s: 600,
  silent_after_s: 180,
  units: [
    {
      unit: '4W',
      name: 'Ward 4 West',
      kind: 'medical',
      rooms: [
        {
          room: '1',
          beds: ['4W-1', '4W-2', '4W-3', '4W-4', '4W-5', '4W-6'].map((bed) => ({
            bed,
            features: [],
            sex_rule: 'any' as const,
            staffed: true,
            sensor: bed.toLowerCase(),
          })),
        },
      ],
    },
  ],
}

let controlId = 0

/** An ADT message as a hospital system sends it. `name` is PID-5 as it stands in the message. */
export function adt(
  event: 'A01' | 'A02' | 'A03',
  { mrn, name, bed, unit = '4W' }: { mrn: string; name: string; bed: string; unit?: string },
): string {
  const now = new Date().toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')
  return [
    `MSH|^~\\&|HIS|GH|WARDROOM|GH|${now}+0000||ADT^${event}|J${++controlId}|P|2.5|||||||UNICODE UTF-8`,
    `EVN|${event}|${now}+0000`,
    `PID|1||${mrn}^^^GH^MR||${name}||19560822|F`,
    `PV1|1|I|${unit}^1^${bed}|||||||||||||||||${mrn}V`,
  ].join('\r')
}
