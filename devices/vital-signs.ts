/** How somebody's vital signs go: most are well, some get worse for hours and better again. Pure: chance is passed in. */
import type { MonitorVitals } from '../schema/devices/monitor.ts'
import { seeded } from './seeded.ts'

export type VitalSigns = { [V in keyof MonitorVitals]-?: number }

/** So many of all who lie somewhere get worse now and then; the bad time is this part of the time between two. */
const FRAIL = 0.15
const BAD_PART = 0.4

/**
 * The same person at the same minute is equally ill to whoever looks, a nurse or a monitor; chance only shakes the values.
 * @param person a number of theirs
 * @param minutes of any clock that goes on
 */
export function vitalSigns(person: number, minutes: number, random: () => number): VitalSigns {
  const own = seeded(person * 2_654_435_761)
  const ill = own() < FRAIL ? illness(minutes, 300 + own() * 600, own(), 0.5 + own() / 2) : 0
  const shaken = (mean: number, by: number): number => mean + (random() + random() - 1) * by
  const systolic = shaken(116 + own() * 28 - 38 * ill, 6)
  return {
    respiration: Math.round(shaken(14 + own() * 4 + 12 * ill, 1.5)),
    spo2: Math.min(100, Math.round(shaken(97 + own() - 8 * ill, 0.8))),
    systolic: Math.round(systolic),
    diastolic: Math.round(systolic * 0.62),
    pulse: Math.round(shaken(64 + own() * 20 + 52 * ill, 4)),
    temperature: Math.round(shaken(36.5 + own() * 0.6 + 2 * ill, 0.15) * 10) / 10,
  }
}

/** 0: well, 1: as ill as this life knows. */
function illness(minutes: number, period: number, phase: number, peak: number): number {
  const at = ((minutes / period + phase) % 1) / BAD_PART
  return at < 1 ? peak * Math.sin(Math.PI * at) : 0
}
