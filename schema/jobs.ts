/** The words of cleaning and portering: what opens a job, what holds it up, how far it is. */
import { z } from 'zod'

export const jobPriority = z.enum(['routine', 'next', 'stat'])
export type JobPriority = z.infer<typeof jobPriority>

/** What a turn of a bed began with; `sensor`: the bed was empty before the record said so. */
export const turnOpenedBy = z.enum(['discharge', 'transfer', 'sensor', 'person'])
export type TurnOpenedBy = z.infer<typeof turnOpenedBy>

export const pauseReasons = [
  'supplies',
  'equipment',
  'patient-still-in',
  'called-away',
  'break',
  'other',
] as const
export const pauseReason = z.enum(pauseReasons)
export type PauseReason = z.infer<typeof pauseReason>

/** What a porter moves, and how. */
export const porterLoads = ['walk', 'chair', 'bed', 'equipment', 'specimen'] as const
export const porterLoad = z.enum(porterLoads)
export type PorterLoad = z.infer<typeof porterLoad>

export const porterNeeds = ['oxygen', 'monitor', 'nurse', 'isolation'] as const
export const porterNeed = z.enum(porterNeeds)
export type PorterNeed = z.infer<typeof porterNeed>

export const jobRoles = ['cleaner', 'porter'] as const
export const jobRole = z.enum(jobRoles)
export type JobRole = z.infer<typeof jobRole>

/**
 * How far a job is. `to-check`: the sensor says the bed is empty, the record has a patient in it: somebody looks first.
 * `left`: vacated, not asked for.
 */
export const jobStages = ['to-check', 'left', 'waiting', 'under-way', 'paused', 'done'] as const
export const jobStage = z.enum(jobStages)
export type JobStage = z.infer<typeof jobStage>

/** The name of somebody who works here, as they give it themselves. */
export const person = z.string().trim().min(1).max(100)
