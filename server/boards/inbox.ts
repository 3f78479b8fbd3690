/** The board `inbox`: what came in lately from other systems and devices, and what became of it. */
import type { InboxRow, InboxTotals } from '../../schema/boards/inbox.ts'
import { messageOutcomes } from '../../schema/terms.ts'
import type { Tables } from '../feed/tables.ts'
import type { Board } from './board.ts'

/** Keys: m12 a message, d7 a dead letter. */
export const inbox: Board<InboxRow, InboxTotals> = {
  touched: {
    inbound: ({ key }) => [`m${key}`],
    dead_letter: ({ key }) => [`d${key}`],
  },

  *keys(mirror) {
    for (const { inbound_id } of mirror.inbound.all()) yield `m${inbound_id}`
    for (const { dead_letter_id } of mirror.dead_letter.all()) yield `d${dead_letter_id}`
  },

  row(key, mirror) {
    const message = key.startsWith('m') ? mirror.inbound.get(key.slice(1)) : undefined
    if (message) return rowOfMessage(key, message)
    const letter = key.startsWith('d') ? mirror.dead_letter.get(key.slice(1)) : undefined
    return letter && rowOfLetter(key, letter)
  },

  at: ({ site }) => [{ site }],

  masked: (row, level) => (level === 'full' ? row : undefined), // for those who mend interfaces

  tally: ({ outcome }) => ({ [outcome]: true }),
  totals: (sums) =>
    Object.fromEntries(messageOutcomes.map((outcome) => [outcome, sums.of(outcome)])) as InboxTotals, // each outcome has its entry
}

function rowOfMessage(key: string, message: Tables['inbound']): InboxRow {
  return {
    key,
    site: message.site,
    door: 'hl7',
    received_at: message.received_at,
    sender: `${message.application}^${message.facility}`,
    kind: message.kind,
    control_id: message.control_id,
    outcome: message.outcome,
    reason: message.reason,
    answer: message.answer,
    repeats: message.repeats,
  }
}

function rowOfLetter(key: string, letter: Tables['dead_letter']): InboxRow {
  return {
    key,
    site: letter.site,
    door: 'mqtt',
    received_at: letter.received_at,
    sender: letter.topic,
    kind: letter.topic.split('/').at(-1) ?? '',
    control_id: null,
    outcome: 'refused',
    reason: letter.reason,
    answer: null,
    repeats: 0,
  }
}
