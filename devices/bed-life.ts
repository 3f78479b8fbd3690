/** What happens around a bed, as its sensor feels it. Pure: chance is passed in. */

export interface BedLife {
  occupied: boolean
  /** The exit alarm rings. */
  alarm: boolean
  brakes: boolean
  plugged: boolean
}

export type Happening =
  'gets-in' | 'gets-out' | 'alarm' | 'alarm-over' | 'brakes-off' | 'brakes-on' | 'unplugged' | 'plugged-in'

/** How often each happens to one bed in a minute, while it can. Beds are left for the bathroom every hour or two. */
const PER_MINUTE = {
  'gets-in': 1 / 20,
  'gets-out': 1 / 80,
  alarm: 1 / 300,
  'alarm-over': 1.5,
  'brakes-off': 1 / 200,
  'brakes-on': 1 / 3,
  unplugged: 1 / 600,
  'plugged-in': 1 / 2,
} as const satisfies Record<Happening, number>

/** What can happen now. A sensor without power feels nothing; an alarm rings for one who is about to leave. */
function possible(now: BedLife): Happening[] {
  if (!now.plugged) return ['plugged-in']
  return [
    now.occupied ? 'gets-out' : 'gets-in',
    ...(now.alarm ? (['alarm-over'] as const) : now.occupied ? (['alarm'] as const) : []),
    now.brakes ? 'brakes-off' : 'brakes-on',
    'unplugged',
  ]
}

/** What happens in the next so many minutes (one thing at most: keep them few), each thing as a Poisson process. */
export function happens(now: BedLife, minutes: number, random: () => number): Happening | undefined {
  const chances = possible(now).map((what) => ({ what, rate: PER_MINUTE[what] * minutes }))
  const any = chances.reduce((sum, { rate }) => sum + rate, 0)
  if (random() >= 1 - Math.exp(-any)) return undefined
  let left = random() * any
  return chances.find(({ rate }) => (left -= rate) < 0)?.what ?? chances.at(-1)?.what
}

/** The bed after it. Who gets out ends the alarm. */
export function after(now: BedLife, what: Happening): BedLife {
  switch (what) {
    case 'gets-in':
      return { ...now, occupied: true }
    case 'gets-out':
      return { ...now, occupied: false, alarm: false }
    case 'alarm':
      return { ...now, alarm: true }
    case 'alarm-over':
      return { ...now, alarm: false }
    case 'brakes-off':
      return { ...now, brakes: false }
    case 'brakes-on':
      return { ...now, brakes: true }
    case 'unplugged':
      return { ...now, plugged: false }
    case 'plugged-in':
      return { ...now, plugged: true }
  }
}
