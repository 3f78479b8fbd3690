import { describe, expect, test } from 'vitest'
import type { LogMessage } from '../../server/feed/pgoutput.ts'
import { Gatherer } from '../../server/feed/transactions.ts'

const begin: LogMessage = { kind: 'begin' }
const commit: LogMessage = { kind: 'commit', lsn: '0000000000000040', at: '2026-11-22T20:01:02.123Z' }
const insert: LogMessage = { kind: 'set', table: 'bed', row: { bed_id: 1 } }

describe('messages of the log', () => {
  test('are handed on as one transaction, at its COMMIT and not before', () => {
    const gatherer = new Gatherer()
    const update: LogMessage = { kind: 'set', table: 'bed', row: { bed_id: 2 }, oldKey: { bed_id: 1 } }
    const gone: LogMessage = { kind: 'gone', table: 'bed', key: { bed_id: 2 } }
    for (const message of [begin, insert, update, gone]) expect(gatherer.take(message)).toBeUndefined()
    expect(gatherer.take(commit)).toEqual({
      lsn: '0000000000000040',
      at: '2026-11-22T20:01:02.123Z',
      changes: [insert, update, gone],
    })
  })

  test('empty each table a TRUNCATE names', () => {
    const gatherer = new Gatherer()
    gatherer.take(begin)
    gatherer.take({ kind: 'truncate', tables: ['bed', 'stay'] })
    expect(gatherer.take(commit)?.changes).toEqual([
      { kind: 'emptied', table: 'bed' },
      { kind: 'emptied', table: 'stay' },
    ])
  })

  test('that stand outside a transaction are a broken protocol', () => {
    expect(() => new Gatherer().take(insert)).toThrow('set outside a transaction')
    expect(() => new Gatherer().take(commit)).toThrow('commit outside a transaction')
  })

  test('of one transaction never show in the next', () => {
    const gatherer = new Gatherer()
    for (const message of [begin, insert, commit, begin]) gatherer.take(message)
    expect(gatherer.take(commit)?.changes).toEqual([])
  })
})
