import { describe, expect, test } from 'vitest'
import { reckon, type Input, type Stored } from './ledger.ts'

const said = (id: string, more: Partial<Input> = {}): Input => ({ id, sentAt: 1, ...more })
const held = (all: Record<string, [recorded: number, effects: number]>): Map<string, Stored> =>
  new Map(Object.entries(all).map(([id, [recorded, effects]]) => [id, { recorded, effects }]))

describe('the ledger', () => {
  test('is all zero when what was answered is there once, and what was not is there whole or not at all', () => {
    const inputs = [said('a', { acknowledgedAt: 2 }), said('b'), said('c')]
    expect(reckon(inputs, held({ a: [1, 1], b: [1, 1] }))).toEqual({
      sent: 3,
      acknowledged: 1,
      unknown: 2,
      lost: [],
      duplicated: [],
      partly: [],
      refused: [],
    })
  })

  test('finds what was answered and is not there', () => {
    expect(reckon([said('a', { acknowledgedAt: 2 })], held({})).lost).toEqual(['a'])
  })

  test('finds what happened twice, answered or not', () => {
    const inputs = [said('a', { acknowledgedAt: 2 }), said('b')]
    expect(reckon(inputs, held({ a: [2, 1], b: [1, 2] })).duplicated).toEqual(['a', 'b'])
  })

  test('finds what is there in part: a record without its effect, an effect without its record', () => {
    expect(reckon([said('a'), said('b')], held({ a: [1, 0], b: [0, 1] })).partly).toEqual(['a', 'b'])
  })

  test('finds a no to what should have been taken', () => {
    expect(reckon([said('a', { refused: 'AE' })], held({})).refused).toEqual(['a: AE'])
  })
})
