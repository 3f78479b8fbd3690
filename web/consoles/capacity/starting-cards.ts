/** A first set of action cards, in the language of the screen, for a site to change. Level 1 is the usual day and has none. */
import type { TextKey } from '../../lib/i18n/en.ts'
import type { SurgeLevel } from '../../../schema/surge.ts'

const owners = {
  1: [],
  2: ['beds', 'cleaning', 'wards'],
  3: ['site', 'doctors', 'beds', 'cleaning'],
  4: ['director', 'site', 'doctors', 'wards'],
} as const

export function startingCards(
  level: SurgeLevel,
  say: (key: TextKey) => string,
): { owner: string; action: string }[] {
  switch (level) {
    case 1:
      return []
    case 2:
      return owners[2].map((who) => ({ owner: say(`surge.card.${who}`), action: say(`surge.card.2.${who}`) }))
    case 3:
      return owners[3].map((who) => ({ owner: say(`surge.card.${who}`), action: say(`surge.card.3.${who}`) }))
    case 4:
      return owners[4].map((who) => ({ owner: say(`surge.card.${who}`), action: say(`surge.card.4.${who}`) }))
  }
}
