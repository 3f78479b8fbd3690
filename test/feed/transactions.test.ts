import type { Pgoutput } from 'pg-logical-replication'
import { describe, expect, test } from 'vitest'
import { Gatherer } from '../../server/feed/transactions.ts'

const relation = (name: string): Pgoutput.MessageRelation => ({
  tag: 'relation',
  relationOid: 1,
  schema: 'public',
  name,
  replicaIdentity: 'default',
  columns: [],
  keyColumns: ['bed_id'],
})
const bed = relation('bed')
/** 2026-11-22T20:01:02.123456Z, as the decoder has it. */
const commitTime = BigInt(Date.UTC(2026, 10, 22, 20, 1, 2, 123)) * 1000n + 456n
const begin: Pgoutput.Message = { tag: 'begin', commitLsn: '00000000/00000010', commitTime, xid: 7 }
const commit: Pgoutput.Message = {
  tag: 'commit',
  flags: 0,
  commitLsn: '00000000/00000010',
  commitEndLsn: '00000000/00000040',
  commitTime,
}
const insert: Pgoutput.Message = { tag: 'insert', relation: bed, new: { bed_id: 1 } }

describe('messages of the log', () => {
  test('are handed on as one transaction, at its COMMIT and not before', () => {
    const gatherer = new Gatherer()
    const update: Pgoutput.Message = {
      tag: 'update',
      relation: bed,
      key: null,
      old: null,
      new: { bed_id: 1, code: 'B' },
    }
    const gone: Pgoutput.Message = { tag: 'delete', relation: bed, key: { bed_id: 1 }, old: null }
    for (const message of [begin, bed, insert, update, gone]) expect(gatherer.take(message)).toBeUndefined()
    expect(gatherer.take(commit)).toEqual({
      lsn: '0000000000000040',
      at: '2026-11-22T20:01:02.123Z',
      changes: [
        { kind: 'set', table: 'bed', row: { bed_id: 1 } },
        { kind: 'set', table: 'bed', row: { bed_id: 1, code: 'B' } },
        { kind: 'gone', table: 'bed', key: { bed_id: 1 } },
      ],
    })
  })

  test('tell the key a row had when it changed', () => {
    const gatherer = new Gatherer()
    gatherer.take(begin)
    gatherer.take({ tag: 'update', relation: bed, key: { bed_id: 1 }, old: null, new: { bed_id: 2 } })
    expect(gatherer.take(commit)?.changes).toEqual([
      { kind: 'set', table: 'bed', row: { bed_id: 2 }, oldKey: { bed_id: 1 } },
    ])
  })

  test('empty each table a TRUNCATE names', () => {
    const gatherer = new Gatherer()
    gatherer.take(begin)
    const relations = [bed, relation('stay')]
    gatherer.take({ tag: 'truncate', cascade: true, restartIdentity: false, relations })
    expect(gatherer.take(commit)?.changes).toEqual([
      { kind: 'emptied', table: 'bed' },
      { kind: 'emptied', table: 'stay' },
    ])
  })

  test('that stand outside a transaction are a broken protocol', () => {
    expect(() => new Gatherer().take(insert)).toThrow('insert outside a transaction')
    expect(() => new Gatherer().take(commit)).toThrow('commit outside a transaction')
  })

  test('of one transaction never show in the next', () => {
    const gatherer = new Gatherer()
    for (const message of [begin, insert, commit, begin]) gatherer.take(message)
    expect(gatherer.take(commit)?.changes).toEqual([])
  })
})
