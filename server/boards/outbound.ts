/** The board `outbound`: what other systems are told of us, and whether they have taken it. */
import type { OutboundRow, OutboundState, OutboundTotals } from '../../schema/boards/outbound.ts'
import { outboundControlId } from '../../schema/hl7-text.ts'
import type { Tables } from '../feed/tables.ts'
import type { Board } from './board.ts'

export const outbound: Board<OutboundRow, OutboundTotals> = {
  touched: {
    outbound: ({ key }) => [key],
    *receiver({ key }, mirror) {
      for (const { outbound_id } of mirror.outbound.where('receiver_id', Number(key)))
        yield String(outbound_id)
    },
  },

  *keys(mirror) {
    for (const { outbound_id } of mirror.outbound.all()) yield String(outbound_id)
  },

  row(key, mirror) {
    const row = mirror.outbound.get(key)
    if (!row) return undefined
    const receiver = mirror.receiver.get(row.receiver_id)
    const state = stateOf(row)
    return {
      key,
      outbound_id: row.outbound_id,
      site: row.site,
      receiver: receiver?.name ?? '?',
      active: receiver?.active ?? false,
      kind: row.kind,
      control_id: outboundControlId(row.outbound_id),
      state,
      made_at: row.made_at,
      settled_at: row.sent_at ?? row.skipped_at ?? row.parked_at,
      attempts: row.attempts,
      last_error: row.last_error,
      next_at: state === 'waiting' ? row.next_at : null,
      skipped_by: row.skipped_by,
      skipped_why: row.skipped_why,
    }
  },

  at: ({ site }) => [{ site }],

  masked: (row, level) => (level === 'full' ? row : undefined), // for those who mend interfaces

  tally: ({ state, made_at }) => ({
    [state]: true,
    ...(state === 'waiting' && { made: { [made_at]: true } }),
  }),
  totals: (sums) => ({
    waiting: sums.of('waiting'),
    oldest_at: sums.under('made').least,
    parked: sums.of('parked'),
    sent: sums.of('sent'),
  }),
}

function stateOf({ sent_at, skipped_at, parked_at }: Tables['outbound']): OutboundState {
  if (sent_at !== null) return 'sent'
  if (skipped_at !== null) return 'skipped'
  return parked_at === null ? 'waiting' : 'parked'
}
