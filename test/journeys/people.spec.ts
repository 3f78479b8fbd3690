/** People at the door: the first of all, with a second factor, by a passkey, by the hospital's provider; and out at once. */
import { expect, test, type Browser, type Page } from '@playwright/test'
import { Database } from '../../server/database/pool.ts'
import { codeOf, stepAt } from '../../server/access/totp.ts'
import { CLIENT_SECRET, IdentityProvider } from '../support/identity-provider.ts'
import { hospital, startOrClear, type Hospital } from './hospital.ts'
import { ward } from './ward.ts'
import { tile, withoutFaults } from './watched.ts'

/** What an open tab of somebody who was disabled may still show. */
const GONE_WITHIN_MS = 2000
const PASSWORD = 'violet kettle under rain'

test.describe.configure({ mode: 'serial' })

let house: Hospital
let provider: IdentityProvider
test.beforeAll(async () => {
  const settings: Record<string, string> = { WARDROOM_DEMO: 'off' }
  house = await hospital({ settings })
  provider = await IdentityProvider.start(`${at()}/api/session/sso/back`)
  provider.people.set('carla', { name: 'Carla Reyes', groups: ['ward-nurses'] })
  Object.assign(settings, {
    WARDROOM_OIDC_ISSUER: provider.issuer,
    WARDROOM_OIDC_CLIENT_ID: 'wardroom',
    WARDROOM_OIDC_CLIENT_SECRET: CLIENT_SECRET,
    WARDROOM_OIDC_NAME: 'Hospital login',
  })
  await startOrClear(house)
  await house.done('hospital/lay-out', ward)
})
test.afterAll(async () => {
  await house.clear()
  await provider.stop()
})

/** By a name: a passkey is never an address of numbers' own. */
const at = (path = ''): string => `http://localhost:${house.ports.http}${path}`

test('the first administrator comes by the link in the log, takes a second factor and a passkey, invites a nurse, and shows her out', async ({
  browser,
}) => {
  const page = await stranger(browser)
  /** What people and programs were given, and nobody else may read anywhere. */
  const given: string[] = []
  await test.step('nobody is let in, and there is no password to guess', async () => {
    await page.goto(at('/beds'))
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await withoutFaults(page)
  })
  await test.step('the link in the log asks who they are; a guessable password is not taken', async () => {
    const link = /\/setup-admin#[\w-]+/.exec(house.output)?.[0] ?? ''
    await page.goto(at(link))
    await page.getByLabel('Name, as the record shows it').fill('Amira Haddad')
    await page.getByLabel('Login').fill('Amira')
    await page.getByLabel('New password').fill('amira-2026-password')
    await expect(page.getByText('Easily guessed.')).toBeVisible()
    await withoutFaults(page)
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in with it' }).click()
    await expect(page.getByRole('heading', { name: 'You', exact: true })).toBeVisible()
    expect(page.url()).toBe(at('/me'))
    const again = await stranger(browser)
    await again.goto(at(link))
    await expect(again.getByText('This link was used')).toBeVisible()
    await again.context().close()
  })
  const secret =
    await test.step('an authenticator counts with its first code, and ten codes are on paper', async () => {
      await page.getByRole('button', { name: 'Add an authenticator application' }).click()
      await proven(page)
      await expect(page.getByRole('img', { name: 'Square code' })).toBeVisible()
      const shown = fromBase32(
        (await page.getByRole('dialog').locator('code').innerText()).replaceAll(' ', ''),
      )
      await page.getByLabel('Code of your authenticator').fill(codeOf(shown, stepAt(Date.now())))
      await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click()
      await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(10)
      await withoutFaults(page)
      await page.getByRole('button', { name: 'I have them on paper' }).click()
      return shown
    })
  await test.step('signed out, the password alone does not let them in; the code does', async () => {
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByLabel('Login').fill('amira')
    await page.getByLabel('Password').fill('another kettle entirely')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('That is not right')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByLabel('Code of your authenticator').fill(codeOf(secret, stepAt(Date.now()) + 1))
    await withoutFaults(page)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'You', exact: true })).toBeVisible()
  })
  await test.step('a passkey is made, and then lets them in by itself', async () => {
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
    } as const
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
    })
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await proven(page)
    await expect(page.getByRole('button', { name: 'Remove: Passkey' })).toBeVisible()
    await withoutFaults(page)
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('button', { name: 'With a passkey' }).click()
    await expect(page.getByRole('heading', { name: 'You', exact: true })).toBeVisible()
  })
  const nurse = await stranger(browser)
  await test.step('a nurse is invited, and chooses a password of her own', async () => {
    await page.goto(at('/admin/people'))
    await page.getByRole('button', { name: 'Invite somebody' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name, as the record shows it').fill('Ben Ode')
    await form.getByLabel('Login').fill('ben')
    await form.getByLabel('Site').selectOption('gh')
    await form.getByRole('button', { name: 'Invite somebody' }).click()
    await expect(page.getByRole('heading', { name: 'A link for Ben Ode' })).toBeVisible()
    const link = await page.getByRole('dialog').locator('code').innerText()
    given.push(new URL(link).hash.slice(1))
    await page.getByRole('button', { name: 'Close' }).click()
    await nurse.goto(link)
    await nurse.getByLabel('New password').fill('blue herons at noon')
    await nurse.getByRole('button', { name: 'Sign in with it' }).click()
    await expect(nurse.getByRole('heading', { name: 'You', exact: true })).toBeVisible()
    await nurse.goto(at('/beds'))
    await expect(tile(nurse, '4W-1')).toHaveAttribute('data-state', 'ready')
  })
  await test.step('disabled, she is out of her open tab within two seconds', async () => {
    await page.reload()
    await withoutFaults(page)
    const line = page.getByRole('listitem').filter({ hasText: 'Ben Ode' }).first()
    await line.getByRole('button', { name: 'Disable', exact: true }).click()
    await line.getByLabel('Why').fill('no longer with us')
    await line.getByRole('button', { name: 'Disable Ben Ode now' }).click()
    await expect(page.getByText('no longer with us')).toBeVisible()
    await expect(nurse.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: GONE_WITHIN_MS })
    await expect(tile(nurse, '4W-1')).toHaveCount(0)
  })
  await test.step('a program is given a token, asks with it, and is refused once it is revoked', async () => {
    await page.goto(at('/admin/tokens'))
    await page.getByRole('button', { name: 'Give a program a token' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Program').fill('Bed report')
    await form.getByLabel('Role').selectOption('executive')
    await form.getByLabel('Site').selectOption('gh')
    await form.getByRole('button', { name: 'Give a program a token' }).click()
    await expect(page.getByRole('heading', { name: 'The token of Bed report' })).toBeVisible()
    await withoutFaults(page)
    const [token = '', example = ''] = await form.locator('code').allInnerTexts()
    given.push(token)
    expect(example).toContain(`curl -H 'Authorization: Bearer ${token}' ${at('/api/sites')}`)
    const answer = () => fetch(at('/api/sites'), { headers: { authorization: `Bearer ${token}` } })
    expect((await answer()).status).toBe(200)
    await page.getByRole('button', { name: 'Close' }).click()
    await page.reload()
    const line = page.locator('[data-token="Bed report"]')
    await expect(line).toContainText('last used')
    expect(await page.content()).not.toContain(token)
    await line.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('button', { name: 'No longer in use' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect(line).toContainText('Revoked')
    expect((await answer()).status).toBe(401)
    await page.goto(at('/admin/people'))
  })
  await test.step('a group of the provider is made nurses of the ward', async () => {
    await page.getByLabel('Group', { exact: true }).fill('ward-nurses')
    await page
      .locator('section')
      .filter({ hasText: 'Groups of the identity provider' })
      .getByRole('button', { name: 'Give this role' })
      .click()
    await expect(page.getByText('ward-nurses')).toBeVisible()
  })
  await test.step('nurses must have a second factor from now on: a new one is led to it before anything else', async () => {
    await page.getByRole('checkbox', { name: 'Nurse' }).check()
    const kept = page.waitForResponse(/people\/require-factor/)
    await page.getByRole('button', { name: 'Keep this rule' }).click()
    await kept
    await page.reload()
    await expect(page.getByRole('checkbox', { name: 'Nurse' })).toBeChecked()
    await withoutFaults(page)
    const { link } = await house.done('people/invite', {
      login: 'dora',
      name: 'Dora Lind',
      role: 'nurse',
      site: 'gh',
      unit: null,
    })
    const dora = await stranger(browser)
    await dora.goto(at(`/welcome#${link ?? ''}`))
    await dora.getByLabel('New password').fill('blue herons at noon')
    await dora.getByRole('button', { name: 'Sign in with it' }).click()
    await expect(dora.getByRole('heading', { name: 'Add a second factor first' })).toBeVisible()
    await withoutFaults(dora)
    await dora.goto(at('/beds'))
    await dora.getByRole('button', { name: 'Add an authenticator application' }).click()
    await proven(dora, 'blue herons at noon')
    const shown = fromBase32((await dora.getByRole('dialog').locator('code').innerText()).replaceAll(' ', ''))
    await dora.getByLabel('Code of your authenticator').fill(codeOf(shown, stepAt(Date.now())))
    await dora.getByRole('dialog').getByRole('button', { name: 'Go on' }).click()
    await dora.getByRole('button', { name: 'I have them on paper' }).click()
    await expect(tile(dora, '4W-1')).toHaveAttribute('data-state', 'ready')
    await dora.context().close()
  })
  await test.step('of all these secrets none is in the log, and none on record', async () => {
    const cookies = (await Promise.all([page, nurse].map((one) => one.context().cookies()))).flat()
    const secrets = [
      PASSWORD,
      'blue herons at noon',
      CLIENT_SECRET,
      ...given,
      ...cookies.map(({ value }) => value),
    ]
    expect(secrets.length).toBeGreaterThan(6)
    const onRecord = await kept(house.databaseUrl)
    expect(onRecord).toContain('people/invite')
    for (const secret of secrets) {
      expect(house.output).not.toContain(secret)
      expect(onRecord).not.toContain(secret)
    }
  })
  for (const one of [page, nurse]) await one.context().close()
})

/** All that is written of what was done and looked at, as text. */
async function kept(databaseUrl: string): Promise<string> {
  const database = new Database(databaseUrl, { max: 1, onError: () => undefined })
  try {
    const rows = await database.rows(
      `select to_jsonb(t) from act t union all select to_jsonb(t) from look t union all select to_jsonb(t) from audit t
       union all select to_jsonb(t) from sign_in t`,
    )
    return JSON.stringify(rows)
  } finally {
    await database.end()
  }
}

test('who is in a group of the hospital’s provider comes in by it; while it is away, local people still do', async ({
  browser,
}) => {
  const page = await stranger(browser)
  await page.goto(at('/'))
  await page.getByRole('link', { name: 'Hospital login' }).click()
  await page.locator('[name="login"]').fill('carla')
  await page.locator('[name="password"]').fill('hers, and none of ours')
  await page.getByRole('button').first().click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('link', { name: 'Carla Reyes' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()

  await provider.stop()
  await page.getByLabel('Login').fill('amira')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Show that it is you' })).toBeVisible()
  await page.context().close()
})

/** Somebody whose browser nobody knows. */
async function stranger(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  })
  return context.newPage()
}

async function proven(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel('Your password').fill(password)
  await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click()
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (sign) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'),
  )
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}
