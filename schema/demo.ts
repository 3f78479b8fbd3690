/** The demo hospital, where one is running: how far its past is filled in, what befalls it, and what may be asked of it. */
import { z } from 'zod'
import { instant } from './terms.ts'

/** What can be made to befall it; `none`: a usual day. */
export const scenarios = ['none', 'surge-day', 'broken-lift', 'norovirus'] as const
export const scenario = z.enum(scenarios)
export type Scenario = z.infer<typeof scenario>

/** `GET /api/demo`, and the answer to `POST /api/demo/scenario`. Both are there only while the demo is. */
export const demoState = z.object({
  scenario,
  since: instant.nullable().describe('since when; null on a usual day'),
  until: instant.nullable().describe('when it ends by itself'),
  speed: z.number().describe('how much happens in a minute, against life'),
  filling: z
    .object({ done: z.number().int(), of: z.number().int() })
    .nullable()
    .describe('days of its past told so far; null: all'),
})
export type DemoState = z.infer<typeof demoState>

export const scenarioWanted = z.object({ scenario }).strict()
