/** What speaks for a bed and what keeps it out, in the words of the screen's language. */
import type { Reason } from '../../../schema/placement/preferences.ts'
import type { Readiness } from '../../../schema/placement/readiness.ts'
import type { WhyNot } from '../../../schema/placement/why-not.ts'
import type { Speech } from '../../lib/i18n/speech.svelte.ts'

const list = (parts: string[], speech: Speech): string =>
  new Intl.ListFormat(speech.locale, { type: 'unit' }).format(parts)

export const readyWords = (ready: Readiness, speech: Speech, zone: string, now: number): string =>
  ready === 'now'
    ? speech.say('placement.ready-now')
    : speech.say(`placement.after.${ready.after}`, { time: speech.moment(ready.from, zone, now) })

/** `for` or `against`: what weighs so. */
export const reasonWords = (reasons: readonly Reason[], side: 'for' | 'against', speech: Speech): string =>
  list(
    reasons
      .filter(({ weight }) => weight > 0 === (side === 'for'))
      .map(({ code }) => speech.say(`reason.${code}`)),
    speech,
  )

export const whyNotWords = ({ code, features = [] }: WhyNot, speech: Speech): string =>
  code === 'missing-feature'
    ? speech.say('why-not.missing-feature', {
        features: list(
          features.map((feature) => speech.say(`feature.${feature}`)),
          speech,
        ),
      })
    : speech.say(`why-not.${code}`)
