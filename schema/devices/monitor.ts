/**
 * A vital-sign monitor at a bed: `wardroom/<site>/monitor/<device>/vitals`, every few seconds. It says of nobody: whose values
 * they are follows from the bed it stands at and who lies there at that instant. What it does not measure just now (a lead is
 * off, the cuff is not on) is left out or null. It keeps nothing for later: values that come late are of nobody who can be known.
 */
import type { z } from 'zod'
import { measured } from '../observations/vitals.ts'
import { info } from './info.ts'
import { reading } from './reading.ts'

/** What a monitor can measure. Consciousness, and air or oxygen, somebody has to look at. */
export const monitored = ['respiration', 'spo2', 'systolic', 'diastolic', 'pulse', 'temperature'] as const

/** So far may a monitor's clock be from Wardroom's [s]: beyond it, its values are late, or its clock is wrong. */
export const MONITOR_CLOCK_S = 60

export const monitor = {
  vitals: reading
    .extend({
      respiration: measured('respiration').nullish(),
      spo2: measured('spo2').nullish(),
      systolic: measured('systolic').nullish(),
      diastolic: measured('diastolic').nullish(),
      pulse: measured('pulse').nullish(),
      temperature: measured('temperature').nullish(),
    })
    .strict()
    .refine(({ systolic, diastolic }) => systolic == null || diastolic == null || diastolic < systolic, {
      path: ['diastolic'],
      message: 'must be below systolic',
    }),
  info,
} as const
export type MonitorVitals = Omit<z.infer<(typeof monitor)['vitals']>, 'at' | 'boot' | 'seq'>
