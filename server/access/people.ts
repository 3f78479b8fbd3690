/** All that lets people in, put together. */
import type { Database } from '../database/pool.ts'
import { LinkEntry } from './entry.ts'
import { Guessing } from './guessing.ts'
import { OwnFactors } from './own.ts'
import { Passwords } from './password.ts'
import { SignIn } from './sign-in.ts'
import { SingleSignOn, type OidcSettings } from './single-sign-on.ts'
import { SsoEntry } from './sso-entry.ts'

export interface People {
  signIn: SignIn
  links: LinkEntry
  own: OwnFactors
  /** Where the hospital has an identity provider. */
  sso?: SsoEntry
}

export function people({
  database,
  oidc,
  passwords = new Passwords(),
  log,
}: {
  database: Database
  oidc: OidcSettings | undefined
  passwords?: Passwords
  log: { info(fields: object, text: string): void; warn(fields: object, text: string): void }
}): People {
  const signIn = new SignIn({ database, passwords, guessing: new Guessing(log) })
  return {
    signIn,
    links: new LinkEntry({ database, passwords }),
    own: new OwnFactors({ database, passwords, signIn }),
    ...(oidc && { sso: new SsoEntry({ database, sso: new SingleSignOn(oidc), log }) }),
  }
}
