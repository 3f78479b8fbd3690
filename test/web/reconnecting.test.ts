import { Manager } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { RECONNECTING, spread } from '../../web/lib/reconnecting.ts'

const manager = () => new Manager('http://127.0.0.1:1', { ...RECONNECTING, autoConnect: false })

describe('coming back to a server that went', () => {
  it('is a matter of moments for the screens of a ward', () => {
    const alone = manager()
    spread(alone, 6)
    expect(alone.reconnectionDelay()).toBe(RECONNECTING.reconnectionDelay)
  })

  it('is spread over seconds for two hundred walls, each at a moment of its own', () => {
    const many = manager()
    spread(many, 200)
    expect(many.reconnectionDelay()).toBe(5000)
    expect(many.randomizationFactor()).toBe(1)
  })

  it('never takes a crowd of screens longer than it needs: what the next pulse says counts', () => {
    const many = manager()
    spread(many, 1000)
    spread(many, 6)
    expect(many.reconnectionDelay()).toBe(RECONNECTING.reconnectionDelay)
    expect(many.reconnectionDelayMax()).toBe(RECONNECTING.reconnectionDelayMax)
  })
})
