import { describe, expect, it } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { expectedStays, recordedStays } from './expected.ts'
import { batches, hospitalFor, samplesAreThere, withControlId, type Fate } from './samples.ts'

/** What a message may be refused or quarantined for; anything else is this door's fault. */
const REASONS = [
  /^MSH: there is none$/, // an empty file, an attachment without its message
  /^MSH-\d+ is missing$/, // single-fault mutants
  /^MSH-10: this control id came before, with other content$/,
  /^PV1-19: this visit is not on record$/, // single messages about a visit nobody told of
  /^EVN-2: the patient is on record here at a later time than this says they left$/, // files are no scenario
  /^PV1-19: this visit belongs to another patient$/,
  /^PID-3: this patient is not on record$/, // vital signs of somebody no other file tells of
  /^diastolic: must be \d+ to \d+ mm\[Hg\]$/, // above the systolic pressure beside it
  /^S26: this appointment was cancelled already$/, // one file each of every event, about one appointment
  /^PV1-3: (another patient|this patient) is on record in bed /,
]

describe.skipIf(!samplesAreThere)('public samples (skipped where ../shared/samples is absent)', () => {
  const all = samplesAreThere ? batches() : []

  it.each(all.filter(({ name }) => name.includes('/Location/')))(
    'the scenario $name ends in the stays its author expects',
    async (batch) => {
      const { database, drop } = await freshDatabase()
      const hospital = await hospitalFor(batch, database)
      try {
        for (const [i, sample] of batch.samples.entries()) {
          expect(await hospital.send(withControlId(sample, `S${i}`))).toMatchObject({ outcome: 'applied' })
        }
        const { visit, stays } = expectedStays(batch)
        expect(await recordedStays(database, visit)).toEqual(stays)
      } finally {
        await hospital.close()
        await drop()
      }
    },
  )

  it.each(all.filter(({ name }) => !name.includes('/Location/')))(
    '$name: each message has its answer or its reason, and a good one after a bad one is handled',
    async (batch) => {
      const { database, drop } = await freshDatabase()
      const hospital = await hospitalFor(batch, database)
      try {
        const strange: Fate[] = []
        for (const sample of batch.samples) {
          const fate = await hospital.send(sample)
          if (fate.reason === null) continue
          if (!REASONS.some((known) => known.test(fate.reason ?? ''))) strange.push(fate)
          expect(await hospital.probe()).toBe(true)
        }
        expect(strange).toEqual([])
      } finally {
        await hospital.close()
        await drop()
      }
    },
    180_000,
  )
})
