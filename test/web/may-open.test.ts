import { describe, expect, it } from 'vitest'
import type { RoleName } from '../../schema/access/roles.ts'
import { mayOpen } from '../../web/lib/may-open.ts'

const as = (path: string, role: RoleName): boolean => mayOpen(path, [{ role, site: 'gh', unit: null }])

describe('a screen is for those whose work it is', () => {
  it.each([
    ['/inbox', 'integrator', 'nurse'],
    ['/devices', 'nurse', 'cashier'],
    ['/tasks', 'cleaner', 'executive'],
    ['/encounter', 'nurse', 'cleaner'],
    ['/admin/walls', 'administrator', 'bed-manager'],
    ['/setup', 'administrator', 'executive'],
    ['/admin/people', 'administrator', 'nurse'],
    ['/admin/tokens', 'administrator', 'integrator'],
  ] as const)('%s: a %s, and no %s', (path, theirs, others) => {
    expect(as(path, theirs)).toBe(true)
    expect(as(path, others)).toBe(false)
  })

  it('what hangs on a wall, and where one begins, is for all who are signed in', () => {
    for (const path of ['/', '/wall/beds', '/beds', '/me']) expect(as(path, 'cashier')).toBe(true)
  })

  it('nobody’s grants open nothing that is somebody’s', () => {
    expect(mayOpen('/inbox', [])).toBe(false)
  })
})
