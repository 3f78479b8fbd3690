/** The settings of single sign-on, and the rule that they come together. */
import { z } from 'zod'
import { Unusable } from '../database/unusable.ts'
import type { OidcSettings } from './single-sign-on.ts'

const HERE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Whoever can read or write on the way to the issuer could be anybody here: http only where there is no way. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && HERE.test(hostname))
}

const text = z.string().min(1)

export const oidcSettings = {
  WARDROOM_OIDC_ISSUER: z
    .string()
    .refine(isIssuer, 'a URL that begins with https:// (http:// on this machine only)')
    .optional()
    .describe(
      "The hospital's identity provider (OpenID Connect): its issuer, whose address people sign in at.",
    ),
  WARDROOM_OIDC_CLIENT_ID: text.optional().describe('How the provider knows this Wardroom.'),
  WARDROOM_OIDC_CLIENT_SECRET: text
    .optional()
    .describe('The secret shared with the provider. Left out where it knows Wardroom as a public client.'),
  WARDROOM_OIDC_CLIENT_SECRET_FILE: text
    .optional()
    .describe('A file that holds WARDROOM_OIDC_CLIENT_SECRET, since it is one.'),
  WARDROOM_OIDC_NAME: text
    .max(60)
    .default('Single sign-on')
    .describe('What stands on the button of the sign-in screen.'),
  WARDROOM_OIDC_GROUPS_CLAIM: text
    .default('groups')
    .describe('The claim that lists the groups somebody is in; /admin/people says which group is what here.'),
  WARDROOM_OIDC_SCOPE: text
    .default('openid profile')
    .describe('What the provider is asked to tell, beside who it is.'),
  WARDROOM_OIDC_HOSTS: z
    .string()
    .transform((hosts) => hosts.split(',').map((host) => host.trim()))
    .optional()
    .describe(
      'Hosts, with commas between, that the provider may have us ask beside its issuer’s own (its token endpoint, its keys).',
    ),
} as const

type Set = z.infer<z.ZodObject<typeof oidcSettings>>

/** @throws Unusable when some are set without those they need. */
export function oidcOf(set: Set): OidcSettings | undefined {
  const { WARDROOM_OIDC_ISSUER: issuer, WARDROOM_OIDC_CLIENT_ID: clientId } = set
  if (issuer === undefined && clientId === undefined && set.WARDROOM_OIDC_CLIENT_SECRET === undefined)
    return undefined
  if (issuer === undefined || clientId === undefined)
    throw new Unusable(
      'Single sign-on needs WARDROOM_OIDC_ISSUER and WARDROOM_OIDC_CLIENT_ID: set both, or none.',
    )
  return {
    issuer,
    clientId,
    clientSecret: set.WARDROOM_OIDC_CLIENT_SECRET,
    name: set.WARDROOM_OIDC_NAME,
    groupsClaim: set.WARDROOM_OIDC_GROUPS_CLAIM,
    scope: set.WARDROOM_OIDC_SCOPE,
    hosts: set.WARDROOM_OIDC_HOSTS ?? [],
  }
}
