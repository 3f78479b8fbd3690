/** Porters, and who comes to work. Pure. */
import type { House } from './house.ts'
import { DEMO_SITE as site } from './layout.ts'
import { doThis, type Decision, type Round } from './orders.ts'
import { freeFor } from './roster.ts'
import { liftMissing } from './scenarios.ts'
import type { JobStep, WayStep } from './steps.ts'

export function aboutJob({ kind, porter_job_id }: JobStep, house: House, round: Round): Decision {
  const job = house.jobs.find((one) => one.porter_job_id === porter_job_id)
  if (!job) return { wait: 30 }
  const input = { porter_job_id }
  const who = job.assigned_to ?? 'demo: porter'
  switch (kind) {
    case 'fetch': {
      const porter = freeFor(house, 'porter', job.from, round.sent)[0]?.person
      if (porter === undefined) return { wait: 4 }
      round.sent.add(porter)
      return doThis({ who: porter, command: 'porters/start', input })
    }
    case 'hold': {
      const reason = liftMissing(round.scenario, job.from, job.to) ? 'equipment' : 'called-away'
      return doThis({ who, command: 'porters/pause', input: { ...input, reason } })
    }
    case 'go-on':
      return doThis({ who, command: 'porters/resume', input })
    case 'deliver': {
      // Done when the patient is where they were to go; otherwise nobody is to be brought any more.
      const there = house.patients.get(job.encounter_id ?? -1)?.unit === job.to
      return doThis(
        there
          ? { who, command: 'porters/finish', input }
          : {
              who,
              command: 'porters/cancel',
              input: { ...input, why: 'The patient is not to be moved any more' },
            },
      )
    }
  }
}

export function comeOrGo(step: Extract<WayStep, { kind: 'come' | 'go' }>): Decision {
  const { kind, person, role, zone } = step
  return kind === 'come'
    ? doThis({ who: person, command: 'shifts/begin', input: { site, role, zone } })
    : doThis({ who: person, command: 'shifts/end', input: { site, role } })
}
