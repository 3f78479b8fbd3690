import type { Verb } from '../verb.ts'
import { lockSite } from './lock-site.ts'

/**
 * Puts this list in the place of a level's cards; an empty one takes them away. What the list was is on record with whoever
 * changed it.
 */
export const setCards: Verb<'surge/set-cards'> = async (tx, input) => {
  await lockSite(tx, input.site)
  await tx.rows('delete from action_card where site = $1 and level = $2', [input.site, input.level])
  await tx.rows(
    `insert into action_card (site, level, position, owner, action)
     select $1, $2, position, owner, action
       from jsonb_to_recordset($3) as c (position integer, owner text, action text)`,
    [input.site, input.level, JSON.stringify(input.cards.map((card, position) => ({ ...card, position })))],
  )
  return { result: { cards: input.cards.length }, site: input.site }
}
